import type { GivenApproval, SubAgentDecision } from '../message.js';
import type { GoalSpec } from '../goal-spec.js';
import { deepestNesting } from '../sub-agents.js';
import { parkFromHere, refuse, setCall, settle, timeOf, type Draft } from './draft.js';
import { remember } from './seen.js';
import type { DecisionEvent, Refusal, ResolveEvent } from './events.js';
import { durationWords } from './limits.js';
import { limitOf, toolOf, type CallState, type ConversationState } from './state.js';
import { chargeSubAgent, shareFor } from './sub-agent-limits.js';
import { askedThrough } from './sub-agent-needs.js';
import type {
  ChosenModel,
  Forwarded,
  ForwardedRequest,
  SharedLimits,
  SubAgentState,
  SubAgentUsage,
} from './sub-agent-state.js';
import type { CallInDoubt, PendingApproval } from './turn.js';

/** Ids of conversations stay within this, so that keys which begin with them do so, too. */
const longestId = 200;

/** The id of a call's sub-agent: the same however often the call is looked at. */
function subAgentId(
  { conversationId, chainId }: Pick<ConversationState, 'conversationId' | 'chainId'>,
  callId: string,
): string {
  const id = `${conversationId}.${callId}`;
  return id.length <= longestId ? id : `${chainId}.${callId}`;
}

/** Whether a call is for a sub-agent that may not begin, and says so; else it has what the sub-agent begins with. */
export function withSubAgent(draft: Draft, call: CallState): CallState | undefined {
  const { state } = draft;
  const goalId = toolOf(state, call.tool)?.goalId;
  if (goalId === undefined || call.subAgent !== undefined) return call;
  const depth = (state.parent?.depth ?? 0) + 1;
  const share = depth > deepestNesting ? undefined : shareFor(draft, call);
  if (share === undefined || typeof share === 'string') {
    const why =
      share === undefined
        ? `sub-agents may be nested ${deepestNesting} deep, and this would be one more.`
        : `${leftWords(state, share)} leave nothing for a sub-agent.`;
    settle(draft, call, { outcome: 'not-run', error: `'${call.tool}' was not run: ${why}` });
    return undefined;
  }
  const conversationId = subAgentId(state, call.callId);
  const subAgent: SubAgentState = { goalId, conversationId, reserved: share };
  setCall(draft, call.callId, { subAgent });
  return { ...call, subAgent };
}

function leftWords(state: ConversationState, limit: keyof SharedLimits): string {
  const max = limitOf(state, limit) ?? 0;
  const words = {
    modelCalls: `${max} model calls`,
    toolCalls: `${max} tool calls`,
    tokens: `${max} tokens`,
    costUsd: `${max} USD`,
    wallTimeMs: durationWords(max),
  };
  return `the ${words[limit]} of this conversation`;
}

/** The call of a sub-agent that a person's word is about, when its id is the path to one that waits for that. */
export function askedOf<Kind extends 'approvals' | 'inDoubt'>(
  state: ConversationState,
  kind: Kind,
  callId: string,
): AskedOf<Kind> | undefined {
  for (const call of state.batch) {
    const asked = askedThrough(call)[kind].find((candidate) => candidate.callId === callId);
    if (asked !== undefined) return { call, asked: asked as AskedOf<Kind>['asked'] };
  }
  return undefined;
}

/** What a sub-agent asks, and the call that it carries out. */
export interface AskedOf<Kind extends 'approvals' | 'inDoubt'> {
  readonly call: CallState;
  readonly asked: Kind extends 'approvals' ? PendingApproval : CallInDoubt;
}

/** What was decided about a sub-agent's call, or is on the way to it, as far as is known here. */
export function decidedThrough(
  { batch, messages }: ConversationState,
  callId: string,
): SubAgentDecision['decision'] | undefined {
  const known: readonly SubAgentDecision[] = [
    ...batch.flatMap(({ subAgent }) => [
      ...(subAgent?.decisions ?? []),
      ...(subAgent?.forwarded ?? []).map(({ decision }) => decision),
    ]),
    ...messages.flatMap(({ toolCall }) => toolCall?.subAgent?.decisions ?? []),
  ];
  return known.findLast((decision) => decision.callId === callId)?.decision;
}

/** Whether a person's word, by its id, is on its way to a sub-agent. */
export function isForwarded({ batch }: ConversationState, id: string): boolean {
  return batch.some(({ subAgent }) => subAgent?.forwarded?.some((sent) => sent.id === id));
}

/** Whether a person's word is on its way to a sub-agent already; who sends it again waits with the first. */
export function isOnItsWay(draft: Draft, { id, caller }: DecisionEvent | ResolveEvent): boolean {
  const isSent = isForwarded(draft.state, id);
  if (isSent) parkFromHere(draft, caller);
  return isSent;
}

/** Sends a person's word on to the sub-agent whose call it is about; it counts once that took it. */
export function forward(
  draft: Draft,
  { call, asked }: AskedOf<'approvals' | 'inDoubt'>,
  event: DecisionEvent | ResolveEvent,
): void {
  const { caller, ...request } = event;
  const given: GivenApproval = {
    by: event.by ?? 'local',
    ...(event.reason === undefined ? {} : { reason: event.reason }),
    at: timeOf(draft),
  };
  const decision: SubAgentDecision = {
    callId: asked.callId,
    tool: asked.tool,
    ...(event.kind === 'resolve'
      ? { decision: 'resolved' as const }
      : {
          decision: event.decision === 'approve' ? ('approved' as const) : ('rejected' as const),
          inputHash: event.inputHash,
        }),
    ...given,
  };
  const sent: Forwarded = {
    id: event.id,
    callId: asked.callId,
    ...(caller === undefined ? {} : { caller }),
    decision,
  };
  changeSubAgent(draft, call.callId, ({ forwarded = [] }) => ({ forwarded: [...forwarded, sent] }));
  tell(draft, call, { ...request, callId: asked.callId.slice(call.callId.length + 1) });
}

/** A decision did not reach its sub-agent, which has ended. */
export function notForwarded(draft: Draft, sent: { callId: string; id: string }): void {
  answered(draft, sent, {
    type: 'AlreadyDecided',
    reason: 'The sub-agent that asked has ended, so this is not waited for any more.',
  });
}

/** Takes in what came of a word that was sent on: it was taken, unless it was refused. */
export function answered(
  draft: Draft,
  { callId, id }: { readonly callId: string; readonly id: string },
  refusal: Refusal | undefined,
): void {
  const call = draft.state.batch.find((candidate) => candidate.callId === callId);
  const sent = call?.subAgent?.forwarded?.find((forwarded) => forwarded.id === id);
  if (sent === undefined) return;
  changeSubAgent(draft, callId, ({ forwarded = [], decisions = [] }) => ({
    forwarded: forwarded.filter((other) => other !== sent),
    ...(refusal === undefined ? { decisions: [...decisions, sent.decision] } : {}),
  }));
  if (refusal !== undefined) {
    refuse(draft, sent.caller, refusal);
    return;
  }
  remember(draft, id, draft.state.turn);
  parkFromHere(draft, sent.caller);
}

/** Takes back the sub-agents that wait for a decision, as calls are that do: they end, and say what they have done. */
export function takeBackAsking(draft: Draft, reason: string): void {
  for (const call of draft.state.batch) {
    if (askedThrough(call).approvals.length > 0) takeBack(draft, call, reason);
  }
}

/** Has all sub-agents end. */
export function endSubAgents(draft: Draft, reason: string): void {
  for (const call of draft.state.batch) {
    if (call.status === 'running' && call.subAgent && call.subAgent.takenBack === undefined) {
      takeBack(draft, call, reason);
    }
  }
}

function takeBack(draft: Draft, call: CallState, reason: string): void {
  changeSubAgent(draft, call.callId, () => ({ takenBack: reason }));
  tell(draft, call, { kind: 'end', outcome: 'ended' });
}

/** Has the models of sub-agents that wait for that asked again. */
export function retrySubAgents(draft: Draft, id: string): void {
  for (const call of draft.state.batch) {
    if (waitsNoMore(draft, call)) tell(draft, call, { kind: 'retry', id });
  }
}

/**
 * Has the sub-agents at work go on with another model.
 *
 * @returns Whether one of them waited for the model that it had.
 */
export function passModelOn(draft: Draft, chosen: ChosenModel): boolean {
  const { batch, goal } = draft.state;
  if (!passesModelsOn(goal)) return false;
  let waited = false;
  for (const call of batch) {
    const { status, subAgent } = call;
    if (status !== 'running' || subAgent === undefined || subAgent.takenBack !== undefined)
      continue;
    if (waitsNoMore(draft, call)) waited = true;
    tell(draft, call, chosen);
  }
  return waited;
}

/** Whether the Worker that resolved a goal knew that sub-agents are told; histories of older ones have to replay. */
export function passesModelsOn(goal: GoalSpec | undefined): boolean {
  return (goal?.runsBy ?? 0) >= 3;
}

/** Forgets that a sub-agent waits for its model, if it does: it is about to be told to go on. */
function waitsNoMore(draft: Draft, call: CallState): boolean {
  const { waiting, ...needs } = askedThrough(call).waiting ? (call.subAgent?.needs ?? {}) : {};
  if (waiting === undefined) return false;
  changeSubAgent(draft, call.callId, () => ({ needs: { approvals: [], inDoubt: [], ...needs } }));
  return true;
}

/** Takes in that a call's sub-agent has ended: what it used counts, and nobody waits for it any more. */
export function subAgentEnded(
  draft: Draft,
  call: CallState,
  used: SubAgentUsage | undefined,
): void {
  if (call.subAgent === undefined) return;
  for (const { id } of call.subAgent.forwarded ?? []) {
    notForwarded(draft, { callId: call.callId, id });
  }
  chargeSubAgent(draft, call, used);
}

function tell(draft: Draft, { callId, subAgent }: CallState, request: ForwardedRequest): void {
  if (subAgent === undefined) return;
  const { conversationId } = subAgent;
  draft.commands.push({ kind: 'forward', callId, conversationId, request });
}

/** Replaces parts of what is known of a call's sub-agent. */
export function changeSubAgent(
  draft: Draft,
  callId: string,
  change: (subAgent: SubAgentState) => Partial<SubAgentState>,
): void {
  const { subAgent } = draft.state.batch.find((call) => call.callId === callId) ?? {};
  if (subAgent === undefined) return;
  setCall(draft, callId, { subAgent: { ...subAgent, ...change(subAgent) } });
}
