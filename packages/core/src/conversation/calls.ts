import type { Json } from '../json.js';
import type { ApprovalRecord, SubAgentRef, ToolCall } from '../message.js';
import type { Trigger } from '../model.js';
import type { WholeResult } from '../result-store.js';
import { append, clear, set, setCall, settle, shortened, timeOf, type Draft } from './draft.js';
import type { ConversationEvent, ResolveEvent, ToolEnding, Verdict } from './events.js';
import { goOnWithGoal, handedTo } from './hand-off.js';
import { halt, notRunWords, reachedBeforeCall, type Reached } from './limits.js';
import { limitOf, toolOf, type CallState } from './state.js';
import { subAgentEnded, withSubAgent } from './sub-agents.js';

/** Has a tool called, unless a limit forbids it. */
export function run(draft: Draft, planned: CallState): void {
  const reached = reachedBeforeCall(draft, planned);
  if (reached) {
    keepFromRunning(draft, planned, reached);
    return;
  }
  const call = withSubAgent(draft, planned);
  if (call === undefined) return;
  const { usage, goal, callsThisTurn = {} } = draft.state;
  set(draft, { usage: { ...usage, toolCalls: usage.toolCalls + 1 } });
  if (goal?.rules !== undefined) {
    const count = (callsThisTurn[call.inputHash] ?? 0) + 1;
    set(draft, { callsThisTurn: { ...callsThisTurn, [call.inputHash]: count } });
  }
  draft.commands.push({ kind: 'run-tool', call });
}

/** Ends a call that a limit keeps from running; once its step is over, the conversation stops at that limit. */
export function keepFromRunning(draft: Draft, call: CallState, reached: Reached): void {
  settle(draft, call, { outcome: 'not-run', error: notRunWords(call, reached) });
  // Goals of older rules go on planning with that.
  if (draft.state.goal?.rules !== undefined) setCall(draft, call.callId, { limit: reached.limit });
}

/** Takes in how an attempt to run a tool ended. */
export function toolSettled(
  draft: Draft,
  { callId, ending, used }: Extract<ConversationEvent, { kind: 'tool-settled' }>,
): void {
  const call = callOf(draft, callId);
  if (call?.status !== 'running') return;
  // One that has not begun keeps what is kept for it.
  if (ending.kind !== 'never-started') subAgentEnded(draft, call, used);
  switch (ending.kind) {
    case 'completed':
      settle(draft, call, { outcome: 'completed', ...outputOf(ending) });
      return;
    case 'failed':
    case 'not-run':
      settle(draft, call, { outcome: ending.kind, error: ending.error });
      return;
    case 'never-started':
      neverStarted(draft, call, ending);
      return;
    case 'lost':
      // The retries of an idempotent call ran out, and with them its key: another call would be another effect.
      if (call.effect === 'read') {
        settle(draft, call, { outcome: 'failed', error: ending.reason });
      } else {
        doubt(draft, call, ending.reason);
      }
  }
}

/** Schedules a call again that no Worker could take: nothing can have happened, so even an unsafe one is safe. */
function neverStarted(
  draft: Draft,
  call: CallState,
  { attempted, reason }: Extract<ToolEnding, { kind: 'never-started' }>,
): void {
  const misses = (call.misses ?? 0) + 1;
  const mayHaveRun = attempted ?? call.attempted;
  const missed: CallState = { ...call, misses, ...(mayHaveRun ? { attempted: mayHaveRun } : {}) };
  setCall(draft, call.callId, missed);
  const givesUp = draft.state.ending || (reason !== undefined && misses > maxMisses);
  if (!givesUp) {
    if (reason !== undefined && misses === 1) {
      const text =
        call.subAgent === undefined
          ? `'${call.tool}' waits for a Worker that has the version of it that this conversation goes by.`
          : `'${call.tool}' waits for an earlier conversation under the id of its sub-agent to end.`;
      append(draft, { role: 'system', text });
    }
    const delayMs = Math.min(retryDelayMs(draft, call) * 2 ** (misses - 1), longestRetryMs);
    draft.commands.push({ kind: 'run-tool', call: missed, delayMs });
    return;
  }
  // Its key goes with it, so what an earlier attempt did would not be found out any more.
  if (mayHaveRun && call.effect !== 'read') {
    doubt(draft, call, reason ?? 'An attempt was lost, and no Worker took it again.');
    return;
  }
  const error = reason ?? 'The conversation ended before it started.';
  settle(draft, call, { outcome: 'not-run', error });
}

/** How often a Worker with the right version of a tool is looked for; a deployment may be under way. */
const maxMisses = 5;
/** The longest pause before a call is scheduled again. */
const longestRetryMs = 300_000;

function doubt(draft: Draft, call: CallState, reason: string): void {
  const canVerify = toolOf(draft.state, call.tool)?.hasVerify === true;
  setCall(draft, call.callId, {
    status: canVerify ? 'verifying' : 'in-doubt',
    doubt: shortened(draft, reason),
  });
  if (canVerify) draft.commands.push({ kind: 'verify', call });
}

/** Takes in what the tool itself found out about a call in doubt. */
export function verified(draft: Draft, callId: string, verdict: Verdict): void {
  const call = callOf(draft, callId);
  if (call?.status !== 'verifying') return;
  switch (verdict.kind) {
    case 'happened':
      settle(draft, call, { outcome: 'completed', ...outputOf(verdict) });
      return;
    case 'did-not-happen':
      settle(draft, call, {
        outcome: 'not-run',
        error: `'${call.tool}' was tried, and it is known that nothing happened.`,
      });
      return;
    case 'unknown':
      setCall(draft, callId, { status: 'in-doubt' });
  }
}

/** Takes in a person's word on a call in doubt. */
export function resolveDoubt(draft: Draft, event: ResolveEvent): void {
  const call = callOf(draft, event.callId);
  if (call?.status !== 'in-doubt') return;
  const who = event.by ?? 'a person';
  const why = event.reason === undefined ? '' : ` (${event.reason})`;
  const resolved = {
    by: event.by ?? 'local',
    ...(event.reason === undefined ? {} : { reason: event.reason }),
    at: timeOf(draft),
  };
  if (event.happened) {
    settle(draft, call, {
      outcome: 'completed',
      resolved,
      output: event.output ?? { note: `Its result was lost; ${who} says that it happened${why}.` },
    });
  } else {
    settle(draft, call, {
      outcome: 'not-run',
      resolved,
      error: `Its result was lost; ${who} says that it did not happen${why}.`,
    });
  }
}

/** Takes back every call that waits for a decision. */
export function withdraw(draft: Draft, reason: string): void {
  for (const call of draft.state.batch) {
    if (call.status === 'awaiting-approval') {
      close(draft, call, { decision: 'withdrawn', reason, at: timeOf(draft) });
    }
  }
}

/** Gives up on finding out: the calls in doubt go to the record as such. */
export function setCallsInDoubt(draft: Draft): void {
  for (const call of draft.state.batch) {
    if (call.status === 'in-doubt') {
      settle(draft, call, { outcome: 'in-doubt', error: call.doubt ?? 'Its result was lost.' });
    }
  }
}

/** Ends a call that will not run, with the reason in words for the model. */
export function close(draft: Draft, call: CallState, approval: ApprovalRecord): void {
  const { decision, by, reason } = approval;
  if (decision === 'approved') return;
  const who = by === undefined ? '' : ` by ${by}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  setCall(draft, call.callId, { approval: { ...approval, ...beforeOf(call) } });
  settle(draft, call, { outcome: decision, error: `Not run; ${decision}${who}${why}` });
}

/** What is on a call's record from before the decision: an edit, and who approved it where that takes two. */
export function beforeOf({
  editedFrom,
  approvedBy,
}: CallState): Pick<ApprovalRecord, 'editedFrom' | 'approvals'> {
  return {
    ...(editedFrom === undefined ? {} : { editedFrom }),
    ...(approvedBy === undefined ? {} : { approvals: approvedBy }),
  };
}

/** Moves the settled calls of the batch to the transcript, in call order, and says what to do next. */
export function appendSettled(draft: Draft): void {
  const { batch } = draft.state;
  for (const call of batch) {
    if (call.result === undefined) continue;
    append(draft, { role: 'tool', toolCall: toolCallOf(call), toolResult: call.result });
    if (call.result.outcome === 'completed') {
      set(draft, {
        completed: [...draft.state.completed.filter((name) => name !== call.tool), call.tool],
      });
    }
  }
  set(draft, { batch: batch.filter(({ result }) => result === undefined) });
}

/** Ends a finished batch: its results go to the model, or are said plainly when there is nothing to decide. */
export function finishBatch(draft: Draft): void {
  const { batch } = draft.state;
  appendSettled(draft);
  const expired = batch.filter(({ result }) => result?.outcome === 'expired');
  const isRun = draft.state.mode === 'run';
  if (expired.length === batch.length && !isRun) {
    const names = expired.map(({ tool }) => `'${tool}'`).join(', ');
    append(draft, {
      role: 'agent',
      text: `Nobody decided about ${names} in time, so nothing was run. Tell me when you still want it.`,
      step: { next: 'question' },
    });
    return;
  }
  // A message that withdrew a call is read next, results and all.
  const superseded =
    batch.some(({ result, subAgent }) => result?.outcome === 'withdrawn' || subAgent?.takenBack) &&
    draft.state.queue.length > 0;
  if (superseded) {
    clear(draft, 'todo');
    return;
  }
  const todo: Trigger = { kind: 'tool-results', callIds: batch.map(({ callId }) => callId) };
  const newGoal = handedTo(draft, batch);
  if (newGoal !== undefined) {
    set(draft, { todo });
    goOnWithGoal(draft, newGoal);
    return;
  }
  const kept = batch.find(({ limit }) => limit !== undefined);
  // A run goes on to its final answer with what it has.
  if (kept?.limit === undefined || isRun) {
    set(draft, { todo });
    return;
  }
  const { limit, tool } = kept;
  halt(draft, { limit, tool, max: limitOf(draft.state, limit) ?? 0 }, todo);
}

/** The call of the batch with that id. */
export function callOf({ state }: Draft, callId: string): CallState | undefined {
  return state.batch.find((call) => call.callId === callId);
}

function toolCallOf(call: CallState): ToolCall {
  const { callId, tool, input, inputHash, effect, approval, subAgent } = call;
  return {
    callId,
    tool,
    input,
    inputHash,
    effect,
    ...(approval === undefined ? {} : { approval }),
    ...(subAgent === undefined ? {} : { subAgent: subAgentRef(subAgent) }),
  };
}

function subAgentRef({ goalId, conversationId, decisions }: SubAgentRef): SubAgentRef {
  return { goalId, conversationId, ...(decisions === undefined ? {} : { decisions }) };
}

function outputOf({ output, whole }: { readonly output: Json; readonly whole?: WholeResult }): {
  readonly output: Json;
  readonly whole?: WholeResult;
} {
  return { output, ...(whole === undefined ? {} : { whole }) };
}

function retryDelayMs({ state }: Draft, call: CallState): number {
  return toolOf(state, call.tool)?.timing.retryIntervalMs ?? 5_000;
}
