import { failures } from './failures.js';
import type { Goal } from './goal.js';
import type { Json } from './json.js';
import type { Schema, SchemaInput, SchemaOutput } from './schema.js';

/**
 * What a second attempt would do in the world.
 *
 * - `read`: nothing; it is retried freely.
 * - `idempotent`: nothing more, as long as both attempts carry the same key; it is retried, and when its
 *   attempts run out, the call is put to a person, since another call would have another key.
 * - `unsafe`: perhaps the same thing twice; it is attempted once, and a lost result is put to a person.
 */
export type Effect = 'read' | 'idempotent' | 'unsafe';

/** Writes one line, with attributes. */
export type LogMessage = (message: string, attributes?: Record<string, unknown>) => void;

/** Where a tool writes what happened; ends up in the Worker's log with the conversation's ids. */
export interface ToolLog {
  readonly debug: LogMessage;
  readonly info: LogMessage;
  readonly warn: LogMessage;
  readonly error: LogMessage;
}

/** What a tool knows about the call that it carries out. */
export interface ToolContext {
  readonly conversationId: string;
  readonly callId: string;
  /**
   * The same for every attempt of this call, through retries, crashes and continue-as-new; another
   * for every other call. A tool that makes several outside calls derives one key for each.
   */
  readonly idempotencyKey: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the conversation is cancelled, the attempt times out or the Worker shuts down. */
  readonly signal: AbortSignal;
  /**
   * Reports progress; the runner beats on its own, so this is only for details worth seeing. Who watches the conversation
   * live is shown them, up to 4,000 bytes of JSON.
   */
  readonly heartbeat: (details?: Json) => void;
  readonly log: ToolLog;
  /**
   * What an earlier call of this conversation gave, whole, so that large data goes from tool to tool without passing the
   * model. It takes a Worker with a store.
   *
   * @throws `ToolFailure` when there is no such result.
   */
  readonly resultOf: (callId: string) => Promise<Json>;
}

/** How long and how often a tool may be tried. Durations are in milliseconds. */
export interface ToolTiming {
  /** One attempt. @defaultValue 30,000 */
  readonly startToCloseMs?: number;
  /** All attempts together. @defaultValue 1,800,000 (30 minutes) */
  readonly scheduleToCloseMs?: number;
  /** Silence after which an attempt counts as crashed. @defaultValue 10,000 */
  readonly heartbeatMs?: number;
  /** Wait before each next attempt. @defaultValue 5,000 */
  readonly retryIntervalMs?: number;
  /** Attempts of a `read` or `idempotent` tool. @defaultValue no limit but `scheduleToCloseMs` */
  readonly maxAttempts?: number;
}

/** Whether a person is asked before a call runs. A function is evaluated in an Activity, with the call's input. */
export type ApprovalRule<Input> =
  | 'always'
  | 'never'
  | ((input: Input) => boolean | Promise<boolean>);

/** What a tool's `verify` found out about a call whose result was lost. */
export type Verification<Output> =
  | { readonly happened: true; readonly output: Output }
  | { readonly happened: false }
  | { readonly happened: 'unknown' };

/** A typed function that the agent may call. Make one with {@link defineTool}. */
export interface Tool<Name extends string = string, Input = never> {
  readonly name: Name;
  readonly description: string;
  /** Yields `Input`, as `defineTool` saw to; untyped here, so that any tool is a `Tool`. */
  readonly input: Schema;
  readonly output?: Schema;
  readonly effect: Effect;
  readonly needsApproval?: ApprovalRule<Input>;
  readonly approvalExpiresAfterMs?: number;
  readonly whenApprovalExpires?: 'reject' | 'run';
  readonly remindAfterMs?: number;
  readonly approvals?: 1 | 2;
  readonly handsOff?: true;
  /** The goal that a call is a run of, see `goalTool`; `execute` is not called then. */
  readonly goal?: Goal;
  readonly timing: ToolTiming;
  execute(input: Input, context: ToolContext): unknown;
  verify?(input: Input, context: ToolContext): Promise<Verification<unknown>>;
}

/** Where tools come from that are not known before somebody asks, such as an MCP server. */
export interface ToolSource {
  /** How it is named in lists and errors. */
  readonly name: string;
  /** Asks which tools there are. A Worker does so at its start; who only talks to conversations does not. */
  tools(): Promise<readonly Tool[]>;
}

/** A tool whose schema is known as a type: what {@link defineTool} gives. */
export interface DefinedTool<Name extends string, Input extends Schema> extends Tool<
  Name,
  SchemaOutput<Input>
> {
  readonly input: Input;
}

/** What {@link defineTool} takes. */
export interface ToolDefinition<Input, Output> {
  /** What the model sees. Also the Activity type. */
  readonly description: string;
  /** @defaultValue 'unsafe' */
  readonly effect?: Effect;
  /** @defaultValue by effect and `SHOW_CONFIRM` */
  readonly needsApproval?: ApprovalRule<Input>;
  /** How long a person has to decide, in milliseconds. @defaultValue 86,400,000 (24 hours) */
  readonly approvalExpiresAfterMs?: number;
  /**
   * What happens when nobody decided in time. `run` is not for tools that are `unsafe` or need two people.
   *
   * @defaultValue 'reject'
   */
  readonly whenApprovalExpires?: 'reject' | 'run';
  /** How long a call waits before the conversation says once that it still does, in milliseconds. @defaultValue never */
  readonly remindAfterMs?: number;
  /**
   * How many different people have to approve a call. With 2 each has to be named by whoever sends the decision, and
   * a call is asked about always, unless `needsApproval` is a function.
   *
   * @defaultValue 1
   */
  readonly approvals?: 1 | 2;
  /**
   * Set when the conversation goes on with another goal after a call completed: the one whose id the output has as
   * `newGoal`. See `changeGoalTool`.
   */
  readonly handsOff?: true;
  readonly timing?: ToolTiming;
  /**
   * Does the work; its result is what the model reads next. Throw `ToolFailure` for what the model can
   * act on, `ToolDidNotRun` when nothing happened; any other error is retried as the effect allows, and puts the
   * call in doubt when nothing else is left, unless it only reads.
   */
  execute(input: Input, context: ToolContext): Output | Promise<Output>;
  /** Finds out whether a call of an `unsafe` tool happened after its result was lost. */
  verify?(input: Input, context: ToolContext): Promise<Verification<Output>>;
}

/** Ten years: beyond it, dates and timers stop making sense. */
const longestMs = 315_360_000_000;

const toolName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/**
 * Defines a tool and keeps its name and its input as types.
 *
 * @throws `ToolDefinitionRefused` when the name is not 1–64 letters, digits, `_` or `-`, a time is not positive, or the
 *   rules about approval contradict each other.
 */
export function defineTool<
  const Name extends string,
  Input extends Schema,
  Output extends Schema = Schema,
>(
  definition: {
    readonly name: Name;
    readonly input: Input;
    readonly output?: Output;
  } & ToolDefinition<SchemaOutput<Input>, SchemaInput<Output>>,
): DefinedTool<Name, Input> {
  const { name, timing = {}, effect = 'unsafe', ...rest } = definition;
  const { approvalExpiresAfterMs, remindAfterMs } = rest;
  if (!toolName.test(name)) {
    throw failures.toolDefinitionRefused(
      name,
      'its name is not a letter followed by at most 63 letters, digits, "_" or "-"',
    );
  }
  for (const [field, value] of Object.entries({
    ...timing,
    approvalExpiresAfterMs,
    remindAfterMs,
  })) {
    if (value !== undefined && !(value > 0 && value <= longestMs)) {
      const fact = value > longestMs ? `over the limit of ${longestMs}` : 'not above 0';
      throw failures.toolDefinitionRefused(name, `its ${field} is ${value}, ${fact}`);
    }
  }
  const contradiction = contradictionIn({ ...rest, effect });
  if (contradiction !== undefined) throw failures.toolDefinitionRefused(name, contradiction);
  return { ...rest, name, effect, timing };
}

/** How long a person has to decide when the tool does not say, in milliseconds: 24 hours. */
export const defaultApprovalExpiry = 86_400_000;

function contradictionIn({
  approvals = 1,
  effect,
  needsApproval,
  whenApprovalExpires = 'reject',
  approvalExpiresAfterMs = defaultApprovalExpiry,
  remindAfterMs = 0,
}: Partial<Omit<Tool, 'needsApproval'>> & { readonly needsApproval?: unknown }):
  | string
  | undefined {
  if (![1, 2].includes(approvals)) return `its approvals are ${approvals}, neither 1 nor 2`;
  if (approvals === 2 && needsApproval === 'never') {
    return 'it needs the approval of two people, and never asks for approval';
  }
  if (whenApprovalExpires === 'run' && effect === 'unsafe') {
    return "it is 'unsafe' and would run when nobody decides";
  }
  if (whenApprovalExpires === 'run' && approvals === 2) {
    return 'it needs the approval of two people and would run when nobody decides';
  }
  return remindAfterMs >= approvalExpiresAfterMs
    ? `its remindAfterMs is ${remindAfterMs}, not below the ${approvalExpiresAfterMs} ms after which the approval expires`
    : undefined;
}

/** The type of a tool's input, after its schema has checked it: what `execute` gets. */
export type ToolInput<T extends Tool> = T extends {
  execute(input: infer Input, context: ToolContext): unknown;
}
  ? Input
  : never;

/**
 * The type of a tool's input before its schema has checked it: what is proposed, approved and edited.
 * Defaults may be left out, and nothing is transformed yet.
 */
export type ToolCallInput<T extends Tool> =
  T extends DefinedTool<string, infer Input>
    ? unknown extends SchemaInput<Input>
      ? ToolInput<T>
      : SchemaInput<Input>
    : ToolInput<T>;
