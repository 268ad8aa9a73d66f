import type { StepUsage } from '../agent-activities.js';
import { bounds, boundsOf } from './bounds.js';
import { clear, set, sizeOf, type Draft } from './draft.js';
import { chargeUnknown, summaryBudget } from './limits.js';
import { addUsage } from './planning.js';
import { windowMax, windowMin } from './state.js';

/** Has the older part of the window summed up once the window is long. */
export function summarizeIfDue(draft: Draft): void {
  const { state } = draft;
  if (state.summarizing || state.ending || state.continuing || state.goal === undefined) return;
  const window = state.messages.filter(({ seq }) => seq >= state.windowFrom);
  const { windowSize } = boundsOf(state.goal);
  // The kept messages are at least the window, so most of the time nothing has to be measured.
  const isLarge =
    state.messagesSize > windowSize / 2 &&
    window.length > windowMin + 1 &&
    state.windowLimit === windowMax &&
    sizeOf(window) > windowSize / 2;
  if (window.length < state.windowLimit && !isLarge) return;
  const last = window[window.length - windowMin - 1];
  if (last === undefined) return;
  const budget = summaryBudget(state);
  if (budget === 'none') return;
  const reserved = budget?.modelCalls === undefined ? {} : { reserved: budget.modelCalls };
  set(draft, { summarizing: { upTo: last.seq, ...reserved } });
  draft.commands.push({
    kind: 'summarize',
    upTo: last.seq,
    ...(budget === undefined ? {} : { budget }),
  });
}

/** Takes a summary in: what it covers leaves the model's window. */
export function summarized(draft: Draft, text: string, usage: StepUsage): void {
  const { summarizing } = draft.state;
  addUsage(draft, usage);
  clear(draft, 'summarizing');
  if (summarizing) {
    set(draft, { summary: text, windowFrom: summarizing.upTo + 1, windowLimit: windowMax });
  }
}

/** Goes on without a summary for a while, and in the end without the oldest messages. */
export function summaryFailed(draft: Draft, usage?: StepUsage): void {
  const { summarizing, windowLimit, summary } = draft.state;
  if (usage === undefined) chargeSummary(draft);
  else addUsage(draft, usage);
  clear(draft, 'summarizing');
  if (windowLimit < bounds.windowHardMax || summarizing === undefined) {
    set(draft, { windowLimit: windowLimit + windowMin });
    return;
  }
  const note = 'Some earlier messages are left out here, because no summary of them could be made.';
  set(draft, {
    summary: summary === undefined || summary.includes(note) ? note : `${summary} ${note}`,
    windowFrom: summarizing.upTo + 1,
    windowLimit: windowMax,
  });
}

/** Gives up on a summary that is being made: the next run makes it, and nobody waits for it here. */
export function giveUpSummary(draft: Draft): void {
  chargeSummary(draft);
  clear(draft, 'summarizing');
}

function chargeSummary(draft: Draft): void {
  const modelCalls = draft.state.summarizing?.reserved;
  if (modelCalls !== undefined) chargeUnknown(draft, { modelCalls });
}
