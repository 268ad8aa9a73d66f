import type { PendingApproval } from '@durable-goals/core';
import { printable } from '../printable.js';

/** Who approved a call that two people have to approve, and who still has to; nothing for any other call. */
export function peopleWords({ approvalsNeeded, approvedBy = [] }: PendingApproval): string[] {
  if (approvalsNeeded !== 2) return [];
  const given = approvedBy.map(({ by, at, reason }) => {
    const why = reason === undefined ? '' : `: ${reason}`;
    return printable(`Approved by ${by} at ${at}${why}`);
  });
  const missing =
    approvedBy.length === 0
      ? 'Two different people have to approve it, each by name (--by).'
      : 'A second person has to approve it, by name (--by).';
  return [...given, missing];
}

/** What happens to a call when nobody decides. */
export function expiryWords({ whenExpired }: Pick<PendingApproval, 'whenExpired'>): string {
  return whenExpired === 'run' ? 'then it runs' : 'then it is not run';
}
