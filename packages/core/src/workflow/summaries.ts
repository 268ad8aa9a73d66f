import type { CallState, ConversationState } from '../conversation/state.js';
import type { Trigger } from '../model.js';

/*
 * What Temporal's UI shows beside an Activity or a timer. Every byte of it is in the history, and whoever may look at
 * the Workflow reads it: numbers and ids, never what was said.
 */

/** Calls that are named; of more, the number is enough. */
const mostNamed = 3;

/** Why a step is planned, such as `turn 2: after c3`. */
export function planSummary({ turn }: ConversationState, trigger: Trigger): string {
  switch (trigger.kind) {
    case 'start':
      return 'start';
    case 'message':
      return `turn ${turn}: message`;
    case 'tool-results':
      return `turn ${turn}: after ${callsNamed(trigger.callIds)}`;
    case 'goal-changed':
      return `turn ${turn}: new goal`;
  }
}

/** Which call of which turn a tool's Activity makes, such as `turn 2: c3`. */
export function callSummary({ turn }: ConversationState, { callId }: CallState): string {
  return `turn ${turn}: ${callId}`;
}

/** What a timer is for that rings at a time in milliseconds since the epoch. */
export function alarmSummary(state: ConversationState, at: number): string {
  const { wait, batch } = state;
  const waiting = batch.filter(({ status }) => status === 'awaiting-approval');
  const expiring = waiting.filter(({ expiresAt }) => expiresAt === at);
  if (expiring.length > 0) return `${calls(expiring)} may expire`;
  const reminded = waiting.filter(({ remindAt }) => remindAt === at);
  if (reminded.length > 0) return `${calls(reminded)} may need a reminder`;
  if (wait?.until === at) return 'the model again';
  return 'limit of time';
}

function calls(batch: readonly CallState[]): string {
  return callsNamed(batch.map(({ callId }) => callId));
}

function callsNamed(callIds: readonly string[]): string {
  return callIds.length > mostNamed ? `${callIds.length} calls` : callIds.join(', ');
}
