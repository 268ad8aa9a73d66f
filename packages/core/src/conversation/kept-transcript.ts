import type { PlanRequest } from '../agent-activities.js';
import { boundsOf, payloadRoom } from './bounds.js';
import { briefEntries } from './brief-entries.js';
import { set, type Draft } from './draft.js';
import type { PlannedEvent } from './events.js';
import { isCutForSize } from './situation.js';
import type { ConversationState } from './state.js';

/** The beginning of the transcript, as the Worker that planned last keeps it. */
export interface KeptTranscript {
  /** What the Worker calls it. */
  readonly as: string;
  /** Sequence number of its last message. */
  readonly upTo: number;
  /** How many plans in a row that Worker made. */
  readonly inARow: number;
  /** How often in this run another Worker was asked in vain. */
  readonly misses: number;
}

type Request = Pick<PlanRequest, 'situation' | 'unsaved' | 'from' | 'continues'>;

/**
 * Plans in a row of one Worker after which it is thought to make the next one, too. To be wrong costs six events, so it
 * takes four times as many after each miss.
 */
const enough = 2;

/** Takes in what the Worker that planned keeps of the transcript. */
export function takeKept(
  draft: Draft,
  plan: NonNullable<ConversationState['plan']>,
  { reply, missed }: PlannedEvent,
): void {
  const before = draft.state.kept;
  const misses = (before?.misses ?? 0) + (missed ? 1 : 0);
  const as = reply.kind === 'limit' ? undefined : reply.kept;
  if (as === undefined || plan.upTo === undefined) {
    if (before !== undefined) set(draft, { kept: { ...before, inARow: 0, misses } });
    return;
  }
  const isSame = before !== undefined && workerOf(before.as) === workerOf(as);
  const inARow = isSame ? before.inARow + 1 : 1;
  set(draft, { kept: { as, upTo: plan.upTo, inARow, misses } });
}

function workerOf(kept: string): string {
  return kept.slice(0, kept.indexOf('.'));
}

/**
 * A plan's request without the beginning of the transcript, where the Worker that will take it is thought to have that;
 * else the same request, with what a Worker has to know to keep it.
 *
 * @param lacking - What a Worker did not have that was asked before: then everything is sent.
 */
export function continuing(
  state: ConversationState,
  whole: Request,
  lacking: string | undefined,
): Request {
  const { kept, windowFrom, messages, nextSeq, goal } = state;
  // Where the server takes little, and where a note stands in the place of messages, entries are not what messages are.
  if (payloadRoom(goal) !== undefined || isCutForSize(state, boundsOf(goal))) return whole;
  const from = Math.max(windowFrom, messages[0]?.seq ?? nextSeq);
  const { transcript = [], ...situation } = whole.situation;
  const known = kept === undefined ? 0 : kept.upTo - from + 1;
  const count = Math.min(known, transcript.length, whole.unsaved?.at ?? Infinity);
  const isOurGuess = lacking === undefined && count > 0;
  if (kept === undefined || !isOurGuess || kept.inARow < enough * 4 ** kept.misses) {
    return { ...whole, from };
  }
  const entries = briefEntries(transcript.slice(count));
  const rest = entries.length === 0 ? {} : { entries };
  return { ...whole, situation, continues: { kept: kept.as, from, count, ...rest } };
}
