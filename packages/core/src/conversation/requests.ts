import { appendSettled, withdraw } from './calls.js';
import { resolveRefusal } from './decisions.js';
import { bounds, boundsOf, bytesOf, type Bounds } from './bounds.js';
import { append, clear, park, parkFromHere, refuse, set, type Draft } from './draft.js';
import { endedRefusal, joined, remember, seenTurn } from './seen.js';
import type { ConversationEvent, MessageEvent, Refusal, ResolveEvent } from './events.js';
import { resolveDoubt } from './calls.js';
import { goOnWithGoal } from './hand-off.js';
import { takeBack } from './limits.js';
import type { GoalSpec, Limits } from '../goal-spec.js';
import type { ConversationState } from './state.js';
import { waitingSubAgents } from './sub-agent-needs.js';
import { askedOf, forward, isOnItsWay, passModelOn, retrySubAgents } from './sub-agents.js';
import { turnOf } from './turn.js';
import { isOtherVersion, takeUpVersion } from './versions.js';

/** Why a message is too long to be sent at all, if so. */
export function lengthRefusal(
  { length }: string,
  { messageLength }: Pick<Bounds, 'messageLength'> = bounds,
): Refusal | undefined {
  if (length <= messageLength) return undefined;
  return {
    type: 'MessageTooLong',
    reason: `The message has ${length} characters; the limit is ${messageLength}. Send it in parts.`,
  };
}

/** Bytes around a text in JSON. */
const quotes = 2;

/** Why a message that is short enough is too large for a server that takes little, such as one of control characters. */
function sizeRefusal({ goal }: ConversationState, text: string, most: number): Refusal | undefined {
  if (goal?.serverLimits?.payloadBytes === undefined) return undefined;
  const bytes = bytesOf(text) - quotes;
  if (bytes <= most) return undefined;
  return {
    type: 'MessageTooLong',
    reason: `The message has ${bytes} bytes as JSON; the limit is ${most}. Send it in parts.`,
  };
}

/** Why a message is not taken, if so. */
export function messageRefusal(
  state: ConversationState,
  { id, text }: Pick<MessageEvent, 'id' | 'text'>,
): Refusal | undefined {
  if (seenTurn(state, id) !== undefined) return undefined;
  if (state.ending || state.closed) return endedRefusal;
  const own = boundsOf(state.goal);
  const tooLong = lengthRefusal(text, own);
  if (tooLong) return tooLong;
  const tooLarge = sizeRefusal(state, text, own.messageLength * 3);
  if (tooLarge) return tooLarge;
  const queuedLength = state.queue.reduce((sum, { text: queued }) => sum + queued.length, 0);
  if (queuedLength + text.length > own.queuedLength && state.queue.length > 0) {
    return {
      type: 'QueueFull',
      reason: `${queuedLength} characters wait in this conversation already, and the limit is ${own.queuedLength}; send it again later.`,
    };
  }
  if (state.queue.length >= own.queuedMessages) {
    return {
      type: 'QueueFull',
      reason: `${own.queuedMessages} messages wait in this conversation already, which is the limit; send it again later.`,
    };
  }
  return undefined;
}

/** Takes a person's message: it waits for its turn, and its caller for the answer. */
export function takeMessage(draft: Draft, event: MessageEvent): void {
  const { id, text, by, caller } = event;
  if (joined(draft, event)) return;
  const refusal = messageRefusal(draft.state, event);
  if (refusal) {
    refuse(draft, caller, refusal);
    return;
  }
  const turn = draft.state.lastTurn + 1;
  set(draft, {
    lastTurn: turn,
    queue: [...draft.state.queue, { id, text, turn, ...(by === undefined ? {} : { by }) }],
  });
  remember(draft, id, turn);
  park(draft, caller, turn);
}

/** Takes a person's word on a call in doubt. */
export function takeResolve(draft: Draft, event: ResolveEvent): void {
  if (joined(draft, event) || isOnItsWay(draft, event)) return;
  const refusal = resolveRefusal(draft.state, event);
  if (refusal) {
    refuse(draft, event.caller, refusal);
    return;
  }
  const through = askedOf(draft.state, 'inDoubt', event.callId);
  if (through !== undefined) {
    forward(draft, through, event);
    return;
  }
  remember(draft, event.id, draft.state.turn);
  parkFromHere(draft, event.caller);
  resolveDoubt(draft, event);
}

/** Requests that change how the conversation goes on. */
export type RequestEvent = Extract<
  ConversationEvent,
  { kind: 'retry' | 'set-model' | 'grant' | 'change-goal' }
>;

/** Takes such a request; a repeated one is answered and changes nothing. */
export function takeRequest(draft: Draft, event: RequestEvent): void {
  if (seenTurn(draft.state, event.id) !== undefined) {
    parkFromHere(draft, event.caller);
    return;
  }
  if (draft.state.ending) {
    refuse(draft, event.caller, endedRefusal);
    return;
  }
  const retriesBelow = event.kind === 'retry' && waitingSubAgents(draft.state).length > 0;
  if (event.kind === 'retry' && !draft.state.wait && !retriesBelow) {
    refuse(draft, event.caller, {
      type: 'NothingToRetry',
      reason: draft.state.plan
        ? 'The model is being asked right now, and is asked again by itself if it gives no answer, so there is nothing to try again.'
        : 'The conversation waits for no model, so there is nothing to try again.',
    });
    return;
  }
  remember(draft, event.id, draft.state.turn);
  parkFromHere(draft, event.caller);
  switch (event.kind) {
    case 'retry':
      retrySubAgents(draft, event.id);
      return goOnWith(draft, 'wait');
    case 'set-model':
      return goOnWithModel(draft, event);
    case 'grant':
      set(draft, { granted: raised(draft.state.granted, event.limits) });
      return draft.state.halted ? goOnWith(draft, 'halted') : answerNow(draft, event.caller);
    case 'change-goal':
      stopPlanning(draft);
      // Whatever is found about the old goal does not matter any more.
      clear(draft, 'lookingUp');
      goOnWithGoal(draft, event.goalId);
  }
}

/** Goes on with another model, and so do the sub-agents at work; who chose it is answered at once if nobody waited for that. */
function goOnWithModel(
  draft: Draft,
  event: Extract<RequestEvent, { readonly kind: 'set-model' }>,
): void {
  const { id, model, caller } = event;
  const { modelSince = 0 } = draft.state;
  const { since = Math.max(draft.now, modelSince + 1) } = event;
  if (since <= modelSince) {
    answerNow(draft, caller);
    return;
  }
  set(draft, { model, modelSince: since });
  const goesOnBelow = passModelOn(draft, { kind: 'set-model', id, model, since });
  if (isWaitOver(draft.state)) goOnWith(draft, 'wait');
  else if (!goesOnBelow) answerNow(draft, caller);
}

/** Whether there is another model now than the one that was waited for. */
function isWaitOver({ wait, goal }: ConversationState): boolean {
  return wait !== undefined && goal?.runsBy !== undefined;
}

/** Takes back the step that is being planned, for the old goal; it is planned again if the old goal stays. */
function stopPlanning(draft: Draft): void {
  const { plan } = draft.state;
  if (plan === undefined) return;
  takeBack(draft, plan);
  clear(draft, 'plan');
  set(draft, { todo: plan.trigger });
}

/** Goes on with the goal that was looked up: the first one, or another in the middle. */
export function goalResolved(draft: Draft, goal: GoalSpec): void {
  const { goal: before, switchingTo } = draft.state;
  if (draft.state.startedAt === undefined) set(draft, { startedAt: draft.now });
  clear(draft, 'switchingTo');
  set(draft, { goal });
  if (before === undefined) {
    if (switchingTo !== undefined) goOnWithGoal(draft, switchingTo);
    return;
  }
  if (isOtherVersion(goal, before)) {
    takeUpOnRequest(draft, before);
    return;
  }
  clear(draft, 'wait', 'halted');
  withdraw(draft, `The goal changed to '${goal.id}'.`);
  appendSettled(draft);
  append(draft, { role: 'system', text: `The goal is now '${goal.title}'.` });
  set(draft, { todo: { kind: 'goal-changed' } });
}

/** Goes on with another version of the goal at once, where it was. */
function takeUpOnRequest(draft: Draft, before: GoalSpec): void {
  const isWithdrawn = takeUpVersion(draft, before);
  if (draft.state.wait) goOnWith(draft, 'wait');
  if (draft.state.halted) goOnWith(draft, 'halted');
  const { todo, batch } = draft.state;
  if (isWithdrawn && todo === undefined && batch.length === 0) {
    set(draft, { todo: { kind: 'goal-changed' } });
  }
}

function goOnWith(draft: Draft, what: 'wait' | 'halted'): void {
  const trigger = draft.state[what]?.trigger;
  clear(draft, what);
  if (trigger) set(draft, { todo: trigger });
}

function answerNow(draft: Draft, caller: string | undefined): void {
  if (caller === undefined) return;
  const { state } = draft;
  draft.commands.push({
    kind: 'reply',
    caller,
    turn: turnOf(state, state.turn, state.nextSeq - 1),
  });
  set(draft, { parked: state.parked.filter((parked) => parked.caller !== caller) });
}

function raised(granted: Limits, grant: Limits): Limits {
  const names = Object.keys({ ...granted, ...grant }) as readonly (keyof Limits)[];
  return Object.fromEntries(names.map((name) => [name, (granted[name] ?? 0) + (grant[name] ?? 0)]));
}
