import { approve, notify, replace, secondPersonRefusal, termsOf } from './approvals.js';
import { callOf, close } from './calls.js';
import { parkFromHere, refuse, set, setCall, timeOf, type Draft } from './draft.js';
import { joined, remember, seenTurn } from './seen.js';
import type { DecisionEvent, InputCheck, Refusal, ResolveEvent } from './events.js';
import type { CallState, ConversationState } from './state.js';
import { askedThrough } from './sub-agent-needs.js';
import { askedOf, decidedThrough, forward, isForwarded, isOnItsWay } from './sub-agents.js';
import { isOnHold, type PendingApproval } from './turn.js';

/**
 * Why a decision is not taken now, if so.
 *
 * Asked twice: by the Update's validator, so that a refusal leaves no history, and again by the
 * reducer, because two decisions may arrive in one Workflow Task.
 */
export function decisionRefusal(
  state: ConversationState,
  decision: Omit<DecisionEvent, 'kind' | 'caller'>,
  now: number,
): Refusal | undefined {
  if (isTaken(state, decision.id)) return undefined;
  const { callId } = decision;
  const through = askedOf(state, 'approvals', callId);
  if (through !== undefined) return askedRefusal(through.asked, decision, now);
  const call = state.batch.find((candidate) => candidate.callId === callId);
  if (call === undefined) return missing(state, callId);
  if (call.edit?.id === decision.id) return undefined;
  if (call.status !== 'awaiting-approval') {
    return {
      type: 'AlreadyDecided',
      reason: `Call '${callId}' does not wait for a decision; it is ${call.status}.`,
    };
  }
  const outdated = outdatedRefusal(call, decision, now);
  if (outdated !== undefined) return outdated;
  if (isOnHold(state)) {
    return {
      type: 'ApprovalOnHold',
      reason: `A newer message has not been read yet, so call '${callId}' is on hold; decide again if it still waits after that.`,
    };
  }
  return decision.decision === 'approve' ? secondPersonRefusal(call, decision) : undefined;
}

/** Whether a word came before, so that whoever sends it again waits for what comes of it. */
function isTaken(state: ConversationState, id: string): boolean {
  return seenTurn(state, id) !== undefined || isForwarded(state, id);
}

/** Why a decision is not about the call as it waits now, if so. */
function outdatedRefusal(
  { callId, inputHash, expiresAt }: Pick<CallState, 'callId' | 'inputHash' | 'expiresAt'>,
  decision: Pick<DecisionEvent, 'inputHash'>,
  now: number,
): Refusal | undefined {
  if (inputHash !== decision.inputHash) {
    return {
      type: 'StaleApproval',
      reason: `The hash names another input than the one that call '${callId}' would run with; look at it again before deciding.`,
    };
  }
  if (expiresAt > now) return undefined;
  return {
    type: 'ApprovalExpired',
    reason: `The time to decide about call '${callId}' is over.`,
  };
}

/** Why a person's word on a call in doubt is not taken, if so. */
export function resolveRefusal(
  state: ConversationState,
  { id, callId }: Pick<ResolveEvent, 'id' | 'callId'>,
): Refusal | undefined {
  if (isTaken(state, id)) return undefined;
  const call = state.batch.find((candidate) => candidate.callId === callId);
  if (call?.status === 'in-doubt' || askedOf(state, 'inDoubt', callId)) return undefined;
  return call === undefined
    ? missing(state, callId)
    : { type: 'NotInDoubt', reason: `Call '${callId}' is not in doubt; it is ${call.status}.` };
}

/** Takes a person's decision about a pending call. */
export function decide(draft: Draft, event: DecisionEvent): void {
  if (joined(draft, event) || isOnItsWay(draft, event)) return;
  const refusal = decisionRefusal(draft.state, event, draft.now);
  const through = askedOf(draft.state, 'approvals', event.callId);
  if (through !== undefined && refusal === undefined) {
    forward(draft, through, event);
    return;
  }
  const call = callOf(draft, event.callId);
  if (refusal !== undefined || call === undefined) {
    if (refusal !== undefined) refuse(draft, event.caller, refusal);
    return;
  }
  if (call.edit?.id === event.id) {
    // The same edit came twice and is being checked.
    parkFromHere(draft, event.caller);
    return;
  }
  const given = {
    by: event.by ?? 'local',
    ...(event.reason === undefined ? {} : { reason: event.reason }),
    at: timeOf(draft),
  };
  if (event.decision === 'approve' && event.input !== undefined) {
    // The id is remembered only once the edit is known to hold, so that a corrected one may reuse it.
    const edit = {
      approval: { ...given, decision: 'approved' as const },
      id: event.id,
      ...(event.caller === undefined ? {} : { caller: event.caller }),
    };
    setCall(draft, call.callId, { status: 'checking', edit });
    draft.commands.push({ kind: 'check-input', call, input: event.input });
    return;
  }
  remember(draft, event.id, draft.state.turn);
  parkFromHere(draft, event.caller);
  if (event.decision === 'reject') {
    close(draft, call, { ...given, decision: 'rejected' });
  } else {
    approve(draft, call, given);
  }
}

/** Takes the bare yes of a caller who names no call: only where exactly one can be meant, none is unsafe and one yes is enough. */
export function confirm(draft: Draft): void {
  const { batch } = draft.state;
  const waiting = batch.filter(({ status }) => status === 'awaiting-approval');
  const through = batch.flatMap((call) => askedThrough(call).approvals);
  if (through.length > 0) {
    confirmThrough(draft, [...through, ...waiting]);
    return;
  }
  const [call] = waiting;
  if (call === undefined || waiting.length > 1) return;
  if (call.effect === 'unsafe' || call.approvalsNeeded === 2) return;
  if (isOnHold(draft.state) || call.expiresAt <= draft.now) return;
  approve(draft, call, { by: 'local', at: timeOf(draft) });
}

/** Why a decision about a sub-agent's call is not taken, if so: for the reasons that hold for a call of its own. */
function askedRefusal(
  asked: PendingApproval,
  decision: Omit<DecisionEvent, 'kind' | 'caller'>,
  now: number,
): Refusal | undefined {
  const waiting = { ...asked, expiresAt: Date.parse(asked.expiresAt) };
  return (
    outdatedRefusal(waiting, decision, now) ??
    (decision.decision === 'approve' ? secondPersonRefusal(asked, decision) : undefined)
  );
}

function confirmThrough(
  draft: Draft,
  [asked, ...others]: readonly (PendingApproval | CallState)[],
): void {
  const through = asked && askedOf(draft.state, 'approvals', asked.callId);
  if (through === undefined || others.length > 0) return;
  const { callId, inputHash, effect, approvalsNeeded, expiresAt } = through.asked;
  if (effect === 'unsafe' || approvalsNeeded === 2 || Date.parse(expiresAt) <= draft.now) return;
  const id = `confirm-${callId}-${draft.now}`;
  forward(draft, through, { kind: 'decide', decision: 'approve', id, callId, inputHash });
}

/** Replaces a pending call by its edited form, which its editor approved, or says why not. */
export function inputChecked(draft: Draft, callId: string, check: InputCheck): void {
  const call = callOf(draft, callId);
  const edit = call?.edit;
  if (call?.status !== 'checking' || edit === undefined) return;
  if (draft.state.ending) {
    close(draft, call, {
      decision: 'withdrawn',
      reason: 'The conversation ended.',
      at: timeOf(draft),
    });
    return;
  }
  if (check.kind === 'refused') {
    const { edit: _, ...before } = call;
    replace(draft, callId, { ...before, status: 'awaiting-approval' });
    refuse(draft, edit.caller, { type: 'InputRefused', reason: check.reason });
    return;
  }
  // Who approved the call as it was has not seen this one.
  const { edit: _, approvedBy: _approvedBy, remindedAt: _remindedAt, ...unedited } = call;
  const { nextCall, turn } = draft.state;
  remember(draft, edit.id, turn);
  parkFromHere(draft, edit.caller);
  const edited: CallState = {
    ...unedited,
    callId: `c${nextCall}`,
    input: check.input,
    inputHash: check.inputHash,
    status: 'awaiting-approval',
    editedFrom: callId,
    ...termsOf(draft, call.tool),
  };
  set(draft, { nextCall: nextCall + 1 });
  replace(draft, callId, edited);
  const { decision: _decision, ...given } = edit.approval;
  approve(draft, edited, { by: 'local', ...given });
  const waiting = callOf(draft, edited.callId);
  if (waiting?.status === 'awaiting-approval') notify(draft, waiting, 'requested');
}

function missing(state: ConversationState, callId: string): Refusal {
  const decided = decidedThrough(state, callId);
  if (decided !== undefined) {
    return {
      type: 'AlreadyDecided',
      reason: `Call '${callId}' does not wait any more; it is ${decided}.`,
    };
  }
  const past = state.messages.find(({ toolCall }) => toolCall?.callId === callId);
  return past === undefined
    ? { type: 'UnknownCall', reason: `This conversation has no call '${callId}' that waits.` }
    : {
        type: 'AlreadyDecided',
        reason: `Call '${callId}' does not wait any more; it is ${past.toolResult?.outcome ?? 'settled'}.`,
      };
}
