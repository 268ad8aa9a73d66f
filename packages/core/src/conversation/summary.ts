import type { StepUsage } from '../agent-activities.js';
import { bounds, boundsOf } from './bounds.js';
import { endCompaction, leaveOut } from './compaction.js';
import { clear, set, sizeOf, type Draft } from './draft.js';
import type { SummarizedEvent, SummaryFailedEvent } from './events.js';
import { chargeUnknown, summaryBudget } from './limits.js';
import { addUsage } from './planning.js';
import { messagesAfter, windowMax, windowMin } from './state.js';

/** Has the older part of the window summed up once the window is long. */
export function summarizeIfDue(draft: Draft): void {
  const { state } = draft;
  if (state.summarizing || state.ending || state.continuing || state.goal === undefined) return;
  const { messages, nextSeq, windowFrom, windowLimit } = state;
  // They follow each other without a gap, so their numbers tell how many there are.
  const inWindow = Math.min(messages.length, nextSeq - windowFrom);
  const { windowSize } = boundsOf(state.goal);
  // The kept messages are at least the window, so most of the time nothing has to be measured.
  const isLarge =
    state.messagesSize > windowSize / 2 &&
    inWindow > windowMin + 1 &&
    windowLimit === windowMax &&
    sizeOf(messagesAfter(state, windowFrom - 1)) > windowSize / 2;
  if (inWindow < windowLimit && !isLarge) return;
  const last = messages.at(-windowMin - 1);
  if (last === undefined || inWindow <= windowMin) return;
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
export function summarized(draft: Draft, { text, usage, upTo }: SummarizedEvent): void {
  const { summarizing } = draft.state;
  addSummaryUsage(draft, usage, upTo);
  if (isGivenUp(draft, upTo)) return;
  clear(draft, 'summarizing');
  if (summarizing) {
    set(draft, { summary: text, windowFrom: summarizing.upTo + 1, windowLimit: windowMax });
  }
  endCompaction(draft, 'summed up');
}

/** Goes on without a summary for a while, and in the end without the oldest messages. */
export function summaryFailed(
  draft: Draft,
  { usage, upTo }: Omit<SummaryFailedEvent, 'kind'>,
): void {
  const { summarizing, windowLimit } = draft.state;
  if (usage !== undefined) addSummaryUsage(draft, usage, upTo);
  if (isGivenUp(draft, upTo)) return;
  if (usage === undefined) chargeSummary(draft);
  clear(draft, 'summarizing');
  const mayGrow = windowLimit < bounds.windowHardMax && draft.state.plan?.compacting !== true;
  if (mayGrow || summarizing === undefined) {
    set(draft, { windowLimit: windowLimit + windowMin });
    return;
  }
  leaveOut(draft, summarizing.upTo);
  endCompaction(draft, 'left out');
}

/** Whether another summary is being made since: this one covers less than that one will. */
function isGivenUp({ state }: Draft, upTo: number | undefined): boolean {
  return upTo !== undefined && state.summarizing !== undefined && state.summarizing.upTo !== upTo;
}

/** Adds what a summary used; of one that was given up, that is counted already. */
function addSummaryUsage(draft: Draft, usage: StepUsage, upTo: number | undefined): void {
  const { summarizing, goal } = draft.state;
  const isCounted = summarizing === undefined || isGivenUp(draft, upTo);
  if (!isCounted || goal?.rules === undefined) addUsage(draft, usage);
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
