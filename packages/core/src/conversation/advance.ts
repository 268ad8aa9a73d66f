import { alarmsOf } from './approvals.js';
import { appendSettled, finishBatch, setCallsInDoubt, withdraw } from './calls.js';
import { answer, append, clear, parkFromHere, set, setCall, type Draft } from './draft.js';
import { takeBack } from './limits.js';
import { startPlan } from './planning.js';
import { limitOf } from './state.js';
import type { ConversationState } from './state.js';
import { endSubAgents, takeBackAsking } from './sub-agents.js';
import { isActive, isReadyToContinue, turnStateOf } from './turn.js';
import { lookUpGoal } from './versions.js';

/** Goes on as far as it can without waiting: the one place that decides what comes next. */
export function advance(draft: Draft): void {
  // Every round either returns or uses up a message, a batch or a step to plan.
  for (;;) {
    const { state } = draft;
    if (state.closed || state.goal === undefined || state.plan) return;
    if (state.switchingTo !== undefined || state.lookingUp) return;
    if (state.batch.length > 0) {
      if (!advanceBatch(draft)) return;
    } else if (state.ending) {
      set(draft, { closed: true });
    } else if (state.continuing) {
      return;
    } else if (state.todo && !isSteered(state)) {
      startPlan(draft, state.todo);
    } else if (!advanceQueue(draft)) {
      return;
    }
  }
}

/** Whether a message is to be read before a run plans on: it has no end of a turn that could be waited for. */
function isSteered({ mode, todo, queue }: ConversationState): boolean {
  return mode === 'run' && todo?.kind === 'tool-results' && queue.length > 0;
}

/** Whether the batch moved on. */
function advanceBatch(draft: Draft): boolean {
  const { state } = draft;
  const active = state.batch.some(isActive);
  const waiting = state.batch.some(({ status }) => status === 'awaiting-approval');
  if (state.ending) {
    withdraw(draft, 'The conversation ended.');
    if (active) return false;
    setCallsInDoubt(draft);
    appendSettled(draft);
    return true;
  }
  if (state.queue.length > 0) takeBackAsking(draft, 'A newer message came.');
  if (waiting && active && state.queue.length > 0) {
    withdraw(draft, 'A newer message came.');
    return true;
  }
  if (active || state.batch.some(({ status }) => status === 'in-doubt')) return false;
  if (!waiting) {
    finishBatch(draft);
    return true;
  }
  // The message is read while the approvals wait; whether it withdraws them, its plan decides.
  if (state.continuing) return false;
  if (state.todo === undefined) return advanceQueue(draft);
  startPlan(draft, state.todo);
  return true;
}

/** Whether a message was taken, or a pause was over. */
function advanceQueue(draft: Draft): boolean {
  const { state } = draft;
  const [message, ...queue] = state.queue;
  if (message === undefined) {
    const { wait } = state;
    if (wait?.until === undefined || wait.until > draft.now) return false;
    startPlan(draft, wait.trigger);
    return true;
  }
  if (lookUpGoal(draft, message.turn)) return true;
  clear(draft, 'wait', 'callsThisTurn');
  // A message that steers a run takes the place of the step that was to come.
  if (isSteered(state)) clear(draft, 'todo');
  set(draft, {
    queue,
    turn: message.turn,
    stepsThisTurn: 0,
    usage: { ...state.usage, turns: state.usage.turns + 1 },
  });
  // The turn that ended answers its own callers before anything of the next one is said.
  answer(draft, (turn) => turn < message.turn);
  append(draft, {
    id: message.id,
    role: 'user',
    text: message.text,
    ...(message.by === undefined ? {} : { by: message.by }),
  });
  startPlan(draft, { kind: 'message', text: message.text });
  return true;
}

/** Ends the conversation: what waits is withdrawn, what runs is let settle. */
export function beginEnding(draft: Draft, outcome: 'ended' | 'cancelled'): void {
  const { plan, ending } = draft.state;
  if (ending) return;
  if (plan) {
    takeBack(draft, plan);
  }
  clear(draft, 'plan', 'todo', 'wait', 'halted', 'switchingTo', 'lookingUp');
  set(draft, { ending: { outcome } });
  withdraw(draft, 'The conversation ended.');
  // Where the Workflow was cancelled, they are cancelled with it.
  if (outcome === 'ended') endSubAgents(draft, 'The conversation ended.');
  // Who waits for an edit to be checked does not wait for the check any more.
  for (const { callId, edit } of draft.state.batch) {
    if (edit?.caller === undefined) continue;
    parkFromHere(draft, edit.caller);
    const { caller: _, ...rest } = edit;
    setCall(draft, callId, { edit: rest });
  }
}

/** Answers the callers who would otherwise wait for nothing, and those who are too many. */
export function answerCallers(draft: Draft, mostParked: number): void {
  const { state } = draft;
  const stuck = turnStateOf(state) !== 'working' || isReadyToContinue(state);
  answer(draft, (turn, index) => stuck || turn < state.turn || index >= mostParked);
}

/**
 * When something happens by itself next, in milliseconds since the epoch, later than `now`.
 *
 * What is due already is looked at with every event, so it needs no alarm: whatever holds it up ends with
 * an event.
 */
export function nextAlarm(state: ConversationState, now: number): number | undefined {
  if (state.ending) return undefined;
  const times = [...alarmsOf(state)];
  if (state.wait?.until !== undefined) times.push(state.wait.until);
  const wallTimeMs = limitOf(state, 'wallTimeMs');
  if (wallTimeMs !== undefined && state.startedAt !== undefined) {
    times.push(state.startedAt + wallTimeMs);
  }
  const later = times.filter((time) => time > now);
  return later.length === 0 ? undefined : Math.min(...later);
}
