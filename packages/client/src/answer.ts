import type {
  Goal,
  JsonObject,
  PendingApproval,
  Tool,
  ToolCallInput,
  Turn,
} from '@durable-goals/core';

/**
 * A call that waits for a decision, typed by the goal's tools: `tool` tells which `input` it has. Tools from elsewhere have
 * any name, and a JSON object. Calls of sub-agents are among them.
 */
export type PendingCall<G extends Goal = Goal> = CallOf<AskingTool<G>>;

/** A tool of a goal, or of a sub-agent below it, which asks here, too. */
type AskingTool<G extends Goal> =
  | G['tools'][number]
  | SourcedTool<G>
  | ToolBelow<G['tools'][number]>;

type SourcedTool<G extends Goal> = [NonNullable<G['toolSources']>] extends [never] ? never : Tool;

type ToolBelow<T extends Tool> = T extends { readonly goal: infer Below extends Goal }
  ? AskingTool<Below>
  : never;

type CallOf<T extends Tool> = T extends Tool
  ? Omit<PendingApproval, 'tool' | 'input'> & {
      readonly tool: T['name'];
      readonly input: [ToolCallInput<T>] extends [never] ? JsonObject : ToolCallInput<T>;
    }
  : never;

/** What a conversation answers, typed by its goal. */
export type Answer<G extends Goal = Goal> = Omit<Turn, 'approvals' | 'state' | 'turn'> & {
  /**
   * `queued`: no Worker took it in time; it is kept and taken once when one is back. `working`: the
   * answer took longer than the caller wanted to wait.
   */
  readonly state: Exclude<Turn['state'], 'continued'> | 'queued';
  /** Missing while `queued`. */
  readonly turn?: number;
  readonly approvals: readonly PendingCall<G>[];
  /** What the agent said last, or `''`. */
  readonly text: string;
};

/** An answer about which nothing is known yet. */
export function emptyAnswer(state: 'queued' | 'working'): Answer<never> {
  return { state, messages: [], tools: [], approvals: [], inDoubt: [], text: '' };
}

/** A turn as the caller reads it. */
export function answerOf<G extends Goal>(turn: Turn): Answer<G> {
  const text = turn.messages.findLast((message) => message.text !== undefined)?.text ?? '';
  return { ...turn, text } as unknown as Answer<G>;
}
