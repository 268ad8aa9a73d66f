import type {
  ConversationStatus,
  JsonObject,
  Message,
  PendingApproval,
  ToolCall,
} from '@durable-goals/core';
import { isJsonObject } from '@durable-goals/core';

/** An entry as the classic page reads it. It shows `user` and `agent`, and waits while the last one is another. */
export type ClassicMessage =
  | { readonly actor: 'user'; readonly response: string }
  | { readonly actor: 'agent' | 'user_confirmed_tool_run'; readonly response: ClassicStep }
  | { readonly actor: 'tool_result'; readonly response: JsonObject };

/** What the agent said. Every member is always there, and never `null` but for the tool: the page breaks on it. */
interface ClassicStep {
  readonly response: string;
  readonly next: 'question' | 'confirm' | 'done' | 'pick-new-goal';
  readonly tool: string | null;
  readonly args: JsonObject;
  /** Whether the page offers to confirm. */
  readonly force_confirm: boolean;
}

/** A conversation as the classic page shows it. */
export interface ClassicHistory {
  readonly messages: readonly ClassicMessage[];
  /** The call that the page offers to confirm, if any. */
  readonly card?: PendingApproval;
}

/** How a conversation stands; without `status`, nothing is known but its messages. */
type Standing = Pick<
  ConversationStatus,
  'state' | 'approvals' | 'inDoubt' | 'running' | 'waiting' | 'failure'
>;

/**
 * Renders a transcript for the classic page.
 *
 * The page knows the state by the last entry only, so what our transcript does not end with is added: that a tool runs,
 * why the conversation waits, that it has ended.
 */
export function classicHistory(transcript: readonly Message[], standing: Standing): ClassicHistory {
  const card = confirmable(standing);
  const said = transcript.flatMap((message) => entriesOf(message, card?.callId));
  const ending = endingOf(said, standing, card);
  const messages = ending === undefined ? said : [...said, ending];
  return { messages, ...(card === undefined ? {} : { card }) };
}

/** The one call that waits, when a plain yes is enough for it. */
function confirmable({ state, approvals }: Standing): PendingApproval | undefined {
  const [only, ...others] = approvals;
  if (state !== 'awaiting-approval' || only === undefined || others.length > 0) return undefined;
  return only.effect === 'unsafe' || (only.approvalsNeeded ?? 1) > 1 ? undefined : only;
}

function entriesOf(message: Message, cardId: string | undefined): readonly ClassicMessage[] {
  const { role, text = '', step, toolCall, toolResult } = message;
  switch (role) {
    case 'user':
      return [{ actor: 'user', response: text }];
    case 'system':
      return [agent({ response: text })];
    case 'agent': {
      const call = step?.calls?.find(({ callId }) => callId === cardId) ?? step?.calls?.[0];
      return [
        agent({
          response: text,
          next: step?.next ?? 'question',
          tool: call?.tool ?? null,
          args: call?.input ?? {},
          force_confirm: call !== undefined && call.callId === cardId,
        }),
      ];
    }
    case 'tool': {
      if (toolCall === undefined) return [];
      const { output, error } = toolResult ?? {};
      const plain = isJsonObject(output) ? output : { result: output ?? null };
      const response = { ...(error === undefined ? plain : { error }), tool: toolCall.tool };
      const hasRun = toolCall.approval?.decision === 'approved';
      return [...(hasRun ? [confirmed(toolCall)] : []), { actor: 'tool_result', response }];
    }
  }
}

/** What the page has to read last, if the transcript does not end with it. */
function endingOf(
  said: readonly ClassicMessage[],
  standing: Standing,
  card: PendingApproval | undefined,
): ClassicMessage | undefined {
  const last = said.at(-1);
  switch (standing.state) {
    case 'ended': {
      const isSaid = last?.actor === 'agent' && last.response.next === 'done';
      const words = standing.failure ?? 'The conversation has ended.';
      return isSaid ? undefined : agent({ response: words, next: 'done' });
    }
    case 'awaiting-approval': {
      if (card === undefined) return agent({ response: elsewhere(standing) });
      const isSaid = last?.actor === 'agent' && last.response.force_confirm;
      const { tool, input: args } = card;
      return isSaid ? undefined : agent({ next: 'confirm', tool, args, force_confirm: true });
    }
    case 'in-doubt':
      return agent({ response: doubt(standing) });
    case 'waiting-for-model': {
      const { reason, until } = standing.waiting ?? {};
      const when = until === undefined ? '' : ` It is asked again at ${until}.`;
      return agent({ response: `${reason ?? 'The model cannot be asked.'}${when}` });
    }
    case 'working': {
      // Before the first word the page is to wait as well, and an empty list means the end to it.
      if (last !== undefined && last.actor !== 'agent') return undefined;
      const [tool = null] = standing.running;
      return { actor: 'user_confirmed_tool_run', response: stepOf({ next: 'confirm', tool }) };
    }
    case 'awaiting-user':
      return last === undefined || last.actor === 'agent'
        ? undefined
        : agent({ response: 'What is next?' });
    case 'continued':
      return undefined;
  }
}

function elsewhere({ approvals }: Standing): string {
  const names = approvals.map(({ tool }) => `'${tool}'`).join(', ');
  return `${names} ${approvals.length === 1 ? 'waits' : 'wait'} for approval that cannot be given here. Decide with \`durable-goals approvals\` or on the chat page, or say something else instead.`;
}

function doubt({ inDoubt }: Standing): string {
  const [call] = inDoubt;
  const about = call === undefined ? 'A call' : `'${call.tool}'`;
  return `${about} may or may not have happened. ${call?.reason ?? ''} Say which with \`durable-goals approvals\` or on the chat page.`;
}

function confirmed({ tool, input }: ToolCall): ClassicMessage {
  const response = stepOf({ next: 'confirm', tool, args: input });
  return { actor: 'user_confirmed_tool_run', response };
}

function agent(step: Partial<ClassicStep>): ClassicMessage {
  return { actor: 'agent', response: stepOf(step) };
}

function stepOf(step: Partial<ClassicStep>): ClassicStep {
  const blank = { response: '', next: 'question', tool: null, args: {}, force_confirm: false };
  return { ...blank, ...step } as ClassicStep;
}
