import { notifyOf } from './approvals.js';
import type { Draft } from './draft.js';
import type { SubAgentToldEvent } from './events.js';
import { askedThrough } from './sub-agent-needs.js';
import { answered, changeSubAgent } from './sub-agents.js';

/** Takes in what a sub-agent needs people for now, and what came of what they said. */
export function subAgentTold(draft: Draft, event: SubAgentToldEvent): void {
  const { callId, needs, answers } = event;
  const before = draft.state.batch.find((call) => call.callId === callId);
  if (before?.subAgent === undefined || event.chainId !== draft.state.chainId) return;
  for (const { id, refusal } of answers) answered(draft, { callId, id }, refusal);
  changeSubAgent(draft, callId, () => ({ needs }));
  const call = draft.state.batch.find((candidate) => candidate.callId === callId);
  const known = before.subAgent.needs?.approvals ?? [];
  for (const approval of call === undefined ? [] : askedThrough(call).approvals) {
    const earlier = known.find((asked) => `${callId}.${asked.callId}` === approval.callId);
    if (earlier === undefined) notifyOf(draft, approval, 'requested');
    else if (earlier.remindedAt !== approval.remindedAt) notifyOf(draft, approval, 'reminder');
  }
}
