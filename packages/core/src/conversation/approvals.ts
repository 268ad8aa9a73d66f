import type { ApprovalRecord, GivenApproval } from '../message.js';
import { beforeOf, close, run } from './calls.js';
import { append, set, setCall, timeOf, type Draft } from './draft.js';
import type { DecisionEvent, Refusal } from './events.js';
import { toolOf, type CallState, type ConversationState } from './state.js';
import { isOnHold, pendingApproval, type PendingApproval } from './turn.js';

/** How a call of a tool waits for approval, from now on. */
export function termsOf(
  { state, now }: Draft,
  name: string,
): Pick<CallState, 'runsOnExpiry' | 'remindAt' | 'approvalsNeeded'> {
  const tool = toolOf(state, name);
  const { approvals, whenApprovalExpires, remindAfterMs } = tool ?? {};
  // Checked here too, for a tool that was not made by `defineTool`.
  const runsOnExpiry =
    whenApprovalExpires === 'run' && tool?.effect !== 'unsafe' && approvals !== 2;
  return {
    ...(runsOnExpiry ? { runsOnExpiry } : {}),
    ...(remindAfterMs === undefined ? {} : { remindAt: now + remindAfterMs }),
    ...(approvals === 2 ? { approvalsNeeded: 2 } : {}),
  };
}

/** Has the Worker's hook told that a call waits, where there is one. */
export function notify(draft: Draft, call: CallState, reason: 'requested' | 'reminder'): void {
  notifyOf(draft, pendingApproval(call), reason);
}

/** The same of any call that people are shown; one of a sub-agent is told of where they talk. */
export function notifyOf(
  { state, commands }: Draft,
  approval: PendingApproval,
  reason: 'requested' | 'reminder',
): void {
  if (state.goal?.notifiesApprovals !== true || state.parent !== undefined) return;
  commands.push({ kind: 'notify-approval', approval, reason });
}

/** Why one person's approval is not enough or does not count, for a call that two have to approve. */
export function secondPersonRefusal(
  call: Pick<PendingApproval, 'callId' | 'approvalsNeeded' | 'approvedBy'>,
  { by, input }: Pick<DecisionEvent, 'by' | 'input'>,
): Refusal | undefined {
  if (call.approvalsNeeded !== 2) return undefined;
  const { callId } = call;
  const person = nameOf(by);
  if (person === '' || person === 'local') {
    return {
      type: 'SecondPersonNeeded',
      reason: `Two different people have to approve call '${callId}', each by name, and this approval names nobody; send it with 'by'.`,
    };
  }
  // Whoever edits a call approves another one.
  if (input !== undefined) return undefined;
  if (!call.approvedBy?.some((given) => nameOf(given.by) === person)) return undefined;
  return {
    type: 'SecondPersonNeeded',
    reason: `'${by}' has approved call '${callId}' already; a second person has to.`,
  };
}

/** One person may not pass for two by writing the name otherwise. */
function nameOf(by = ''): string {
  return by.normalize('NFKC').trim().toLowerCase();
}

/** Takes a yes: the call runs, unless it needs a second one. */
export function approve(draft: Draft, call: CallState, given: GivenApproval): void {
  const { approvedBy = [], approvalsNeeded = 1 } = call;
  const people = [...approvedBy, given];
  const approved = approvalsNeeded === 1 ? call : { ...call, approvedBy: people };
  if (people.length < approvalsNeeded) replace(draft, call.callId, approved);
  else begin(draft, approved, { decision: 'approved', ...given, ...beforeOf(approved) });
}

/** Has a call run that is approved. */
function begin(draft: Draft, call: CallState, approval: ApprovalRecord): void {
  const running: CallState = { ...call, approval, status: 'running' };
  replace(draft, call.callId, running);
  run(draft, running);
}

/** Puts another state of a call in the place of a call. */
export function replace(draft: Draft, callId: string, by: CallState): void {
  set(draft, { batch: draft.state.batch.map((call) => (call.callId === callId ? by : call)) });
}

/** Ends the waiting of calls whose time for a decision is over: they are not run, or run where the tool says so. */
export function expire(draft: Draft): void {
  // While a newer message is being read, the approval is on hold; it expires right after, if at all.
  if (draft.state.plan || draft.state.lookingUp) return;
  for (const call of draft.state.batch) {
    if (call.status !== 'awaiting-approval' || call.expiresAt > draft.now) continue;
    const at = timeOf(draft);
    if (call.runsOnExpiry !== true) close(draft, call, { decision: 'expired', at });
    else if (!draft.state.ending && !isOnHold(draft.state)) {
      const reason = 'Nobody decided in time, and this tool runs then.';
      begin(draft, call, { decision: 'approved', byDefault: true, reason, at });
    }
  }
}

/** Says once of each call that has waited for long that it still does. */
export function remind(draft: Draft): void {
  if (draft.state.ending || isOnHold(draft.state)) return;
  for (const call of draft.state.batch) {
    if (!isDue(call, draft.now)) continue;
    setCall(draft, call.callId, { remindedAt: draft.now });
    append(draft, { role: 'system', text: reminderOf(call) });
    notify(draft, call, 'reminder');
  }
}

/** When a call that waits is to be spoken of or ends, in milliseconds since the epoch. */
export function alarmsOf({ batch }: ConversationState): readonly number[] {
  return batch.flatMap(({ status, expiresAt, remindAt, remindedAt }) => {
    if (status !== 'awaiting-approval') return [];
    return remindAt === undefined || remindedAt !== undefined ? [expiresAt] : [expiresAt, remindAt];
  });
}

function isDue({ status, remindAt = Infinity, remindedAt, expiresAt }: CallState, now: number) {
  const isWaiting = status === 'awaiting-approval' && expiresAt > now;
  return isWaiting && remindAt <= now && remindedAt === undefined;
}

function reminderOf({ callId, tool, expiresAt, approvedBy, runsOnExpiry }: CallState): string {
  const [first] = approvedBy ?? [];
  const whom = first === undefined ? '' : ` by a second person besides ${first.by}`;
  const then = runsOnExpiry ? 'it runs' : 'it is not run';
  return `'${tool}' (${callId}) still waits for approval${whom}; after ${new Date(expiresAt).toISOString()} ${then}.`;
}
