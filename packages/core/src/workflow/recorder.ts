import { log, proxySinks, workflowInfo, type Sinks } from '@temporalio/workflow';
import type { EndedStretch } from '../stretch.js';
import type { ConversationUpdate, RecordEntry } from '../conversation-store.js';
import { decisionRefusal, resolveRefusal } from '../conversation/decisions.js';
import { withoutRaw } from '../conversation/raw-answers.js';
import type { Command, ConversationEvent, Refusal } from '../conversation/events.js';
import {
  decisionEntries,
  refusedEntry,
  requestEntry,
  type Attempt,
} from '../conversation/record-entries.js';
import { messageRefusal } from '../conversation/requests.js';
import { refusalAfterTheEnd } from '../conversation/seen.js';
import type { ConversationState } from '../conversation/state.js';
import { statusOf } from './views.js';

/** How a Worker is told what to write to its store, and what its observer hears. */
export interface AgentSinks extends Sinks {
  durableGoals: {
    record(update: ConversationUpdate): void;
    stretchEnded(stretch: EndedStretch): void;
  };
}

const { durableGoals } = proxySinks<AgentSinks>();

/** Refused attempts of one Workflow Task that are written down. */
const mostRefused = 20;

/** Tells the Worker's store what is new in a conversation: at once, without history, and not again on replay. */
export interface Recorder {
  /** Everything that a step brought. */
  note(event: ConversationEvent, before: ConversationState, step: StepTaken): void;
  /** An attempt that was not taken; also goes to the log. */
  readonly refused: (
    attempt: Attempt,
    refusal: Pick<Refusal, 'reason'> & { readonly type: string },
  ) => void;
  /** Everything that is not known to be saved. */
  rest(): ConversationUpdate;
}

interface StepTaken {
  readonly state: ConversationState;
  readonly commands: readonly Command[];
}

/** Makes a recorder of the conversation whose state `current` gives. */
export function recorder(current: () => ConversationState): Recorder {
  let toldUpTo = current().saved?.upTo ?? 0;
  let refusedIn = 0;
  let refusedCount = 0;

  function tell(update: Pick<ConversationUpdate, 'messages' | 'record' | 'snapshot'>): void {
    const state = current();
    if (state.goal?.records !== true) return;
    if (workflowInfo().unsafe.isReplayingHistoryEvents) return;
    durableGoals.record({ ...headOf(state), ...update });
  }

  function refused(
    attempt: Attempt,
    refusal: Pick<Refusal, 'reason'> & { readonly type: string },
  ): void {
    const { historyLength } = workflowInfo();
    if (refusedIn !== historyLength) refusedCount = 0;
    refusedIn = historyLength;
    refusedCount += 1;
    if (refusedCount > mostRefused) return;
    const time = new Date(Date.now()).toISOString();
    const entry = refusedEntry(attempt, refusal, { time, count: refusedCount });
    const { kind, by, callId, refused: why } = entry;
    log.warn(`'${kind}' was refused: ${why?.type ?? refusal.type}`, {
      conversationId: current().conversationId,
      ...(by === undefined ? {} : { by }),
      ...(callId === undefined ? {} : { callId }),
      reason: why?.reason,
    });
    tell({ messages: [], record: [entry] });
  }

  return {
    refused,
    note(event, before, step) {
      const { state } = step;
      const refusal = refusalOf(event, before, step);
      if (refusal !== undefined) refused(attemptOf(event, before), refusal);
      if (state === before || state.goal?.records !== true || event.kind === 'recorded') return;
      const messages = state.messages.filter(({ seq }) => seq > toldUpTo).map(withoutRaw);
      toldUpTo = state.nextSeq - 1;
      const record: readonly RecordEntry[] = [
        ...decisionEntries(before, state),
        ...(refusal === undefined ? requestEntry(event, new Date(Date.now()).toISOString()) : []),
      ];
      tell({ messages, record, snapshot: snapshotOf(state) });
    },
    rest() {
      const state = current();
      const upTo = state.saved?.upTo ?? 0;
      const messages = state.messages.filter(({ seq }) => seq > upTo).map(withoutRaw);
      return { ...headOf(state), messages, snapshot: snapshotOf(state) };
    },
  };
}

/**
 * Grows with the history, over runs: of two writers of one conversation, the one with more history knows better.
 * A run takes at least a second, and has at most some 50,000 events.
 */
export function revisionNow(): number {
  const { runStartTime, historyLength } = workflowInfo();
  return Math.floor(runStartTime.getTime() / 1_000) * 1_000_000 + historyLength;
}

function headOf(
  state: ConversationState,
): Pick<ConversationUpdate, 'conversationId' | 'chainId' | 'goalId' | 'revision' | 'at'> {
  const { conversationId, chainId, goal } = state;
  const at = new Date(Date.now()).toISOString();
  return { conversationId, chainId, goalId: goal?.id ?? '', revision: revisionNow(), at };
}

function snapshotOf(state: ConversationState): NonNullable<ConversationUpdate['snapshot']> {
  const startedAt = workflowInfo().startTime.toISOString();
  return { startedAt, status: statusOf(state, state.goal?.id ?? '') };
}

/** Why an event was not taken: as its caller was told, or as it would have been. */
function refusalOf(
  event: ConversationEvent,
  before: ConversationState,
  { state, commands }: StepTaken,
): Refusal | undefined {
  for (const command of commands) if (command.kind === 'refuse') return command.refusal;
  if ('caller' in event && event.caller !== undefined) return undefined;
  switch (event.kind) {
    case 'message':
      return messageRefusal(before, event);
    case 'decide':
      return before.closed
        ? refusalAfterTheEnd(before, event)
        : decisionRefusal(before, event, Date.now());
    case 'resolve':
      return resolveRefusal(before, event);
    case 'confirm':
      return state.batch === before.batch ? notConfirmed : undefined;
    default:
      return undefined;
  }
}

const notConfirmed: Refusal = {
  type: 'UnknownCall',
  reason:
    'A bare yes counts where exactly one call waits, that is not unsafe and takes one person, and no newer message is unread.',
};

function attemptOf(event: ConversationEvent, before: ConversationState): Attempt {
  if (event.kind === 'sub-agent-told' || event.kind === 'not-forwarded') {
    return passedOnAttempt(event, before);
  }
  if (event.kind === 'input-checked') {
    const edit = before.batch.find(({ callId }) => callId === event.callId)?.edit;
    const { by } = edit?.approval ?? {};
    return {
      kind: 'approve',
      callId: event.callId,
      ...(edit === undefined ? {} : { id: edit.id }),
      ...(by === undefined ? {} : { by }),
    };
  }
  const { caller: _, ...attempt } = event as Attempt & { readonly caller?: string };
  return event.kind === 'decide' ? { ...attempt, kind: event.decision } : attempt;
}

/** The decision that a sub-agent refused, or was gone for. */
function passedOnAttempt(
  event: Extract<ConversationEvent, { readonly kind: 'sub-agent-told' | 'not-forwarded' }>,
  { batch }: ConversationState,
): Attempt {
  const refusedId =
    event.kind === 'not-forwarded'
      ? event.id
      : event.answers.find(({ refusal }) => refusal !== undefined)?.id;
  const { forwarded = [] } = batch.find(({ callId }) => callId === event.callId)?.subAgent ?? {};
  const sent = forwarded.find(({ id }) => id === refusedId);
  if (sent === undefined) return { kind: event.kind, callId: event.callId };
  const { decision, ...of } = sent.decision;
  const kinds = { approved: 'approve', rejected: 'reject', resolved: 'resolve' } as const;
  return { ...of, kind: kinds[decision], id: sent.id };
}
