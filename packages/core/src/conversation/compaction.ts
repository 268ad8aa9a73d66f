import type { Trigger } from '../model.js';
import type { Message } from '../message.js';
import { append, clear, set, type Draft } from './draft.js';
import { summaryBudget } from './limits.js';
import { windowMax, type ConversationState } from './state.js';

/**
 * Shortens a conversation that the model refused as too long: three quarters of what the model reads are
 * summed up, and the step is planned again after that.
 *
 * @returns Whether there is anything to shorten.
 */
export function beginCompaction(
  draft: Draft,
  plan: NonNullable<ConversationState['plan']>,
): boolean {
  const { state } = draft;
  const window = state.messages.filter(({ seq }) => seq >= state.windowFrom);
  const last = window[firstKept(window, plan.trigger) - 1];
  if (last === undefined) return false;
  set(draft, { plan: { ...plan, compacting: true }, compacted: true });
  // A summary under way does as well: it covers less, but it is of the same conversation.
  if (state.summarizing !== undefined) return true;
  const budget = summaryBudget(state);
  if (budget === 'none') {
    leaveOut(draft, last.seq);
    endCompaction(draft, 'left out');
    return true;
  }
  const reserved = budget?.modelCalls === undefined ? {} : { reserved: budget.modelCalls };
  set(draft, { summarizing: { upTo: last.seq, ...reserved } });
  draft.commands.push({
    kind: 'summarize',
    upTo: last.seq,
    ...(budget === undefined ? {} : { budget }),
  });
  return true;
}

/** Has the model read no more of the messages up to one, and says so where a summary would stand. */
export function leaveOut(draft: Draft, upTo: number): void {
  const { summary } = draft.state;
  const note = 'Some earlier messages are left out here, because no summary of them could be made.';
  set(draft, {
    summary: summary === undefined || summary.includes(note) ? note : `${summary} ${note}`,
    windowFrom: upTo + 1,
    windowLimit: windowMax,
  });
}

/** Goes on with the step that waited for the summary; to be called once the window is shorter. */
export function endCompaction(draft: Draft, how: 'summed up' | 'left out'): void {
  const { plan } = draft.state;
  if (plan?.compacting !== true) return;
  clear(draft, 'plan');
  append(draft, {
    role: 'system',
    text: `The model refused the conversation as too long, so its older part was ${how}.`,
  });
  set(draft, { todo: plan.trigger });
}

/** What a person can do about a conversation that is too long. */
export function tooLongWords(compacted: true | undefined): string {
  const fact = compacted
    ? 'Its older part was summed up already, and it is still too long.'
    : 'There is nothing older in it to sum up.';
  return `${fact} Choose a model that reads more, with setModel or /model, send a shorter message, or start another conversation.`;
}

/** Where the part begins that stays: the newest quarter, and what brought the step about in any case. */
function firstKept(window: readonly Message[], trigger: Trigger): number {
  const quarter = Math.floor((window.length * 3) / 4);
  if (trigger.kind !== 'tool-results') return Math.min(quarter, window.length - 1);
  const result = window.findIndex(
    ({ toolCall }) => toolCall !== undefined && trigger.callIds.includes(toolCall.callId),
  );
  return result < 0 ? quarter : Math.min(quarter, result);
}
