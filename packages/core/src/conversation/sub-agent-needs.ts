import type { CallState, ConversationState } from './state.js';
import type { AskingSubAgent, CallInDoubt, PendingApproval, Waiting } from './turn.js';
import type { SubAgentNeeds } from './sub-agent-state.js';

const none: SubAgentNeeds = { approvals: [], inDoubt: [] };

/**
 * What a sub-agent needs people for, in the words of the conversation above it: its calls are named by a path, such as
 * `c2.c1`, and what somebody decided about already is left out.
 */
export function askedThrough({ callId, status, subAgent }: CallState): SubAgentNeeds {
  const { needs, forwarded = [], takenBack } = subAgent ?? {};
  if (status !== 'running' || needs === undefined || takenBack !== undefined) return none;
  const named = <Asked extends PendingApproval | CallInDoubt>(asked: Asked): readonly Asked[] => {
    const path = `${callId}.${asked.callId}`;
    if (forwarded.some((sent) => sent.callId === path)) return [];
    return [{ ...asked, callId: path, subAgent: asked.subAgent ?? refOf(subAgent) }];
  };
  return {
    ...needs,
    approvals: needs.approvals.flatMap((asked) => named(asked)),
    inDoubt: needs.inDoubt.flatMap((asked) => named(asked)),
  };
}

function refOf(subAgent: AskingSubAgent | undefined): AskingSubAgent {
  return {
    goalId: subAgent?.goalId ?? '',
    conversationId: subAgent?.conversationId ?? '',
  };
}

/** A call's status as people see it: one whose sub-agent asks them waits for them. */
export function shownStatus(call: CallState): CallState['status'] {
  const { approvals, inDoubt } = askedThrough(call);
  if (inDoubt.length > 0) return 'in-doubt';
  return approvals.length > 0 ? 'awaiting-approval' : call.status;
}

/** Why the models of sub-agents are waited for. */
export function waitingSubAgents({ batch }: ConversationState): readonly Waiting[] {
  return batch.flatMap((call) => askedThrough(call).waiting ?? []);
}

/** Whether nothing else is waited for than the models of sub-agents. */
export function isHeldByModels({ batch }: ConversationState): boolean {
  const open = batch.filter(({ status }) => status !== 'settled');
  return open.length > 0 && open.every((call) => askedThrough(call).waiting !== undefined);
}
