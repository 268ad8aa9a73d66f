import type { PendingApproval } from '@durable-goals/core';
import { printable } from '../printable.js';

/** The sub-agent that asks; nothing where the conversation's own agent does. */
export function askingWords({ subAgent }: Pick<PendingApproval, 'subAgent'>): string[] {
  if (subAgent === undefined) return [];
  return [printable(`Asked by the sub-agent '${subAgent.goalId}' (${subAgent.conversationId})`)];
}

/** Which sub-agent asks, and, where two people have to approve a call, who did and who still has to. */
export function peopleWords(call: PendingApproval): string[] {
  const { approvalsNeeded, approvedBy = [] } = call;
  const asking = askingWords(call);
  if (approvalsNeeded !== 2) return asking;
  const given = approvedBy.map(({ by, at, reason }) => {
    const why = reason === undefined ? '' : `: ${reason}`;
    return printable(`Approved by ${by} at ${at}${why}`);
  });
  const missing =
    approvedBy.length === 0
      ? 'Two different people have to approve it, each by name (--by).'
      : 'A second person has to approve it, by name (--by).';
  return [...asking, ...given, missing];
}

/** What happens to a call when nobody decides. */
export function expiryWords({ whenExpired }: Pick<PendingApproval, 'whenExpired'>): string {
  return whenExpired === 'run' ? 'then it runs' : 'then it is not run';
}
