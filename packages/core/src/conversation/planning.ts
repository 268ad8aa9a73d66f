import type { PlannedCall, StepUsage, StoppedAtLimit } from '../agent-activities.js';
import { agreedMembers } from '../agreed-members.js';
import type { JsonObject } from '../json.js';
import type { ProposedCall } from '../message.js';
import type { Trigger } from '../model.js';
import { boundsOf } from './bounds.js';
import { notify, termsOf } from './approvals.js';
import { appendSettled, keepFromRunning, run, withdraw } from './calls.js';
import { beginCompaction, tooLongWords } from './compaction.js';
import { append, clear, set, settle, shortened, sizeOf, type Draft } from './draft.js';
import type { PlanFailedEvent, PlannedEvent } from './events.js';
import { takeKept } from './kept-transcript.js';
import { recorded } from './unsaved.js';
import { sumOfUsd } from '../usd.js';
import { chooseAnother } from './hand-off.js';
import { halt, isLastStep, reachedBeforeCall, reachedBeforeStep, stepBudget } from './limits.js';
import { limitOf, toolOf, type CallState, type ConversationState } from './state.js';

/** Plans a step, unless a limit forbids it. */
export function startPlan(draft: Draft, trigger: Trigger): void {
  clear(draft, 'todo', 'wait', 'halted');
  const { state } = draft;
  const reached = reachedBeforeStep(draft);
  if (reached) {
    halt(draft, reached, trigger);
    return;
  }
  const planId = state.nextPlan;
  const budget = stepBudget(state);
  const within = budget === undefined ? {} : { budget };
  const validate =
    trigger.kind === 'message' &&
    state.goal?.validatePrompts === true &&
    // A run is asked by a program, about whatever that wants to know.
    state.mode !== 'run' &&
    state.checkedTurn !== state.turn;
  set(draft, {
    plan: {
      planId,
      trigger,
      upTo: state.nextSeq - 1,
      ...within,
      ...(isLastStep(draft, validate) ? { final: true } : {}),
    },
    nextPlan: planId + 1,
    stepsThisTurn: state.stepsThisTurn + 1,
    usage: { ...state.usage, steps: state.usage.steps + 1 },
  });
  draft.commands.push({ kind: 'plan', planId, trigger, validate, ...within });
}

/** Takes in what the model planned. */
export function takePlan(draft: Draft, event: PlannedEvent): void {
  const { planId, reply } = event;
  const { plan } = draft.state;
  if (plan?.planId !== planId) return;
  takeKept(draft, plan, event);
  clear(draft, 'plan', 'compacted');
  set(draft, { failuresInARow: 0 });
  if (draft.state.goal?.records) recorded(draft, reply.saved);
  addUsage(draft, reply.usage);
  if (reply.kind === 'limit') {
    stopped(draft, reply, plan.trigger);
    return;
  }
  const { model, promptVersion, text } = reply;
  if (reply.kind === 'refused') {
    append(draft, { role: 'agent', text, model, promptVersion, step: { next: 'question' } });
    return;
  }
  learn(draft, reply.known);
  const waiting = draft.state.batch.filter(({ status }) => status === 'awaiting-approval');
  if (waiting.length > 0) {
    // A plan that asks for the very calls that wait already leaves their approvals as they are.
    if (isSameAs(reply.calls, waiting)) {
      append(draft, { role: 'agent', text, model, promptVersion, step: { next: reply.next } });
      return;
    }
    withdraw(draft, 'A newer message came.');
    appendSettled(draft);
  }
  const planned = withinBounds(draft.state, reply.calls);
  const batch = planned.map((call, index) => callState(draft, call, index));
  const calls: readonly ProposedCall[] = batch.map(({ callId, tool, input }, index) => {
    const ids = planned[index]?.ids;
    return { callId, tool, input, ...(ids === undefined ? {} : { ids }) };
  });
  const { output, raw } = reply;
  append(draft, {
    role: 'agent',
    text,
    model,
    promptVersion,
    ...(raw === undefined ? {} : { raw }),
    step: {
      next: reply.next,
      ...(calls.length > 0 ? { calls } : {}),
      ...(output === undefined ? {} : { output }),
    },
  });
  set(draft, { batch, nextCall: draft.state.nextCall + batch.length });
  // What calls side by side do not agree on is no single value that a later call could take over.
  if (batch.length > 0)
    learn(draft, agreedMembers(batch.map((planned) => argumentsOf(draft.state, planned))));
  const held: CallState[] = [];
  for (const [index, call] of batch.entries()) {
    begin(draft, call, { held, error: planned[index]?.error });
  }
  // A message that waits is not lost to a goodbye: the conversation goes on with it.
  if (reply.next === 'pick-new-goal' && calls.length === 0 && chooseAnother(draft)) return;
  // Nobody answers a question that a run asks: it is the best that it could find.
  const isOver = reply.next === 'done' || draft.state.mode === 'run';
  if (isOver && calls.length === 0 && draft.state.queue.length === 0) {
    const { mode, goal } = draft.state;
    const lacksResult = mode === 'run' && goal?.outputSchema !== undefined && output === undefined;
    const outcome = lacksResult ? 'ended' : 'done';
    set(draft, { ending: { outcome, ...(output === undefined ? {} : { output }) } });
  }
}

/** A step that its budget did not suffice for: it waits for a grant, unless more is left by now. */
function stopped(draft: Draft, reply: StoppedAtLimit, trigger: Trigger): void {
  const { limit, checked, usage } = reply;
  if (checked) set(draft, { checkedTurn: draft.state.turn });
  // What was kept for a summary beside it may be left; a step that used nothing would only come back.
  const isReached = usage.modelCalls === 0 || reachedBeforeStep(draft) !== undefined;
  if (isReached) halt(draft, { limit, max: limitOf(draft.state, limit) ?? 0 }, trigger);
  else set(draft, { todo: trigger });
}

/** Begins a call of a step. One that needs approval holds its place within the limits until it is decided on. */
function begin(
  draft: Draft,
  call: CallState,
  { held, error }: { readonly held: CallState[]; readonly error: string | undefined },
): void {
  if (error !== undefined) {
    settle(draft, call, { outcome: 'not-run', error });
    return;
  }
  const { rules } = draft.state.goal ?? {};
  const reached = rules === undefined ? undefined : reachedBeforeCall(draft, call, held);
  if (reached) keepFromRunning(draft, call, reached);
  else if (call.status === 'running') run(draft, call);
  else {
    held.push(call);
    notify(draft, call, 'requested');
  }
}

/** Pauses planning: the model gave no usable answer. */
export function planFailed(draft: Draft, event: PlanFailedEvent): void {
  const { planId, type, heals, usage } = event;
  const { plan, failuresInARow, goal, compacted } = draft.state;
  if (plan?.planId !== planId || plan.compacting) return;
  if (usage !== undefined && goal?.rules !== undefined) addUsage(draft, usage);
  if (event.tooLong && !compacted && beginCompaction(draft, plan)) return;
  clear(draft, 'plan', 'compacted');
  const delay = waitAfter(event, failuresInARow);
  const reason = event.tooLong ? `${event.reason} ${tooLongWords(compacted)}` : event.reason;
  set(draft, {
    failuresInARow: failuresInARow + 1,
    wait: {
      type,
      reason: shortened(draft, reason),
      trigger: plan.trigger,
      ...(heals ? { until: draft.now + delay } : {}),
    },
  });
}

/** Adds what the model calls of a step used. */
export function addUsage(draft: Draft, used: StepUsage): void {
  const { usage } = draft.state;
  const isPriced = used.costUsd !== undefined || usage.costUsd !== undefined;
  set(draft, {
    usage: {
      ...usage,
      ...(isPriced ? { costUsd: sumOfUsd(usage.costUsd, used.costUsd) } : {}),
      modelCalls: usage.modelCalls + used.modelCalls,
      inputTokens: usage.inputTokens + used.inputTokens,
      outputTokens: usage.outputTokens + used.outputTokens,
      cachedInputTokens: usage.cachedInputTokens + used.cachedInputTokens,
    },
  });
}

/** How long to wait before the next round: as long as the provider asks, but half a minute at least, and longer from round to round. */
function waitAfter({ retryAfterMs }: PlanFailedEvent, failuresInARow: number): number {
  const own = firstDelayMs * 2 ** failuresInARow;
  const asked = retryAfterMs === undefined ? own : Math.max(retryAfterMs, own / 2);
  return Math.min(asked, longestDelayMs);
}

/** After the retries of an outage ran out: the wait before the next round. */
const firstDelayMs = 60_000;
const longestDelayMs = 3_600_000;

function callState(draft: Draft, planned: PlannedCall, index: number): CallState {
  const { state, now } = draft;
  const tool = toolOf(state, planned.tool);
  return {
    callId: `c${state.nextCall + index}`,
    tool: planned.tool,
    input: planned.input,
    inputHash: planned.inputHash,
    effect: planned.effect,
    ...(tool?.hash === undefined ? {} : { toolHash: tool.hash }),
    status: planned.needsApproval && planned.error === undefined ? 'awaiting-approval' : 'running',
    requestedAt: now,
    expiresAt: now + (tool?.approvalExpiresAfterMs ?? 86_400_000),
    ...(planned.needsApproval ? termsOf(draft, planned.tool) : {}),
  };
}

/** The calls of a step, of which those beyond the bounds are not made; their inputs are not kept either. */
function withinBounds(
  { goal }: ConversationState,
  calls: readonly PlannedCall[],
): readonly PlannedCall[] {
  const { callsPerStep, inputsPerStep } = boundsOf(goal);
  let size = 0;
  return calls.map((call, index) => {
    size += sizeOf(call.input);
    if (index < callsPerStep && size <= inputsPerStep) return call;
    const error = `'${call.tool}' was not run: a step may make ${callsPerStep} calls with ${inputsPerStep} characters of input together. Make fewer at a time.`;
    return { ...call, input: {}, error: call.error ?? error };
  });
}

function isSameAs(planned: readonly PlannedCall[], waiting: readonly CallState[]): boolean {
  return (
    planned.length === waiting.length &&
    planned.every((call, index) => {
      const other = waiting[index];
      return call.tool === other?.tool && call.inputHash === other.inputHash;
    })
  );
}

/** What a call says that may serve another one, too: the task of a sub-agent is for that one only. */
function argumentsOf(state: ConversationState, { tool, input }: CallState): JsonObject {
  if (toolOf(state, tool)?.goalId === undefined) return input;
  const { task: _, ...others } = input;
  return others;
}

/** Keeps arguments, newest first in force, within the bounds. */
function learn(draft: Draft, found: JsonObject): void {
  const { knownArguments, knownArgumentSize } = boundsOf(draft.state.goal);
  const small = Object.entries(found).filter(
    ([, value]) => value !== null && sizeOf(value) <= knownArgumentSize,
  );
  if (small.length === 0) return;
  const known = Object.entries({ ...draft.state.known, ...Object.fromEntries(small) });
  set(draft, { known: Object.fromEntries(known.slice(-knownArguments)) });
}
