import type { CallState, ConversationState } from '../conversation/state.js';
import { askedThrough } from '../conversation/sub-agent-needs.js';
import { turnStateOf, type TurnState } from '../conversation/turn.js';

/**
 * How a conversation stands, in Markdown, as Temporal's UI shows it beside the Workflow.
 *
 * It is asked of a Worker and is in no history. It names tools, calls and numbers, and says nothing of what people,
 * tools and models said, but for the sentence on why a model is waited for, which is written for people.
 */
export function detailsOf(state: ConversationState): string {
  const lines = [
    `**${headOf(state)}**${queuedOf(state)}`,
    ...state.batch.flatMap(callLine),
    ...waitLine(state),
    goalLine(state),
    usageLine(state),
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

/** How each state reads; those with more to say are in {@link headOf}. */
const heads: Readonly<Record<TurnState, string>> = {
  working: 'Works',
  'awaiting-user': 'Waits for a message',
  'awaiting-approval': 'Waits for approval',
  'in-doubt': 'Needs a word on what happened',
  'waiting-for-model': 'Waits for the model',
  ended: 'Ended',
  continued: 'Goes on in the next run',
};

function headOf(state: ConversationState): string {
  const { turn, ending, failure, halted, plan, goal } = state;
  const now = turnStateOf(state);
  if (failure !== undefined) return 'Could not begin';
  if (now === 'ended') return `Ended: ${ending?.outcome ?? 'done'}`;
  if (now === 'working' && goal === undefined) return 'Looks its goal up';
  if (now === 'working') return plan ? `Plans in turn ${turn}` : `Works in turn ${turn}`;
  if (now === 'awaiting-user' && halted !== undefined) {
    return `Stopped at the limit of ${halted.max} ${halted.limit}: waits for more of it`;
  }
  return heads[now];
}

function queuedOf({ queue }: ConversationState): string {
  if (queue.length === 0) return '';
  return queue.length === 1 ? ' · 1 message waits' : ` · ${queue.length} messages wait`;
}

function callLine(call: CallState): readonly string[] {
  const { status, tool, callId, effect, expiresAt, approvedBy = [], approvalsNeeded = 1 } = call;
  const named = `- \`${tool}\` ${callId}`;
  switch (status) {
    case 'awaiting-approval': {
      const given =
        approvalsNeeded > 1 ? `, ${approvedBy.length} of ${approvalsNeeded} approved` : '';
      return [`${named}: ${effect}${given}, until ${timeOf(expiresAt)}`];
    }
    case 'in-doubt':
      return [`${named}: it may have happened; \`resolve\` says whether it did`];
    case 'running':
      return call.subAgent === undefined
        ? [`${named}: runs`]
        : [`${named}: runs as \`${call.subAgent.conversationId}\``, ...askedLines(call)];
    case 'checking':
      return [`${named}: its edited input is checked`];
    case 'verifying':
      return [`${named}: asks whether it happened`];
    case 'settled':
      return [`${named}: ${call.result?.outcome ?? 'settled'}`];
  }
}

/** What a sub-agent needs people for. */
function askedLines(call: CallState): readonly string[] {
  const { approvals, inDoubt } = askedThrough(call);
  return [
    ...approvals.map(
      ({ tool, callId, effect, expiresAt }) =>
        `- \`${tool}\` ${callId}: ${effect}, until ${expiresAt}`,
    ),
    ...inDoubt.map(
      ({ tool, callId }) =>
        `- \`${tool}\` ${callId}: it may have happened; \`resolve\` says whether it did`,
    ),
  ];
}

function waitLine({ wait }: ConversationState): readonly string[] {
  if (wait === undefined) return [];
  const then =
    wait.until === undefined ? 'A message or `retry` goes on.' : `Next try: ${timeOf(wait.until)}.`;
  return [`\`${wait.type}\`: ${wait.reason} ${then}`];
}

function goalLine({ goal, mode }: ConversationState): string {
  if (goal === undefined) return '';
  return `${mode === 'run' ? 'Run' : 'Chat'} of goal \`${goal.id}\`: ${goal.title}`;
}

function usageLine({ usage }: ConversationState): string {
  const { turns, modelCalls, toolCalls, inputTokens, outputTokens, costUsd } = usage;
  if (modelCalls === 0 && toolCalls === 0) return '';
  const cost = costUsd === undefined ? '' : `, ${costUsd} USD`;
  return `Used: turns ${turns}, model calls ${modelCalls}, tool calls ${toolCalls}, tokens ${inputTokens} in and ${outputTokens} out${cost}`;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
