import { randomUUID } from 'node:crypto';
import type { PendingApproval, UpdateArguments } from '@durable-goals/core';

/** What may come with a message. */
export interface SendOptions {
  /** Makes the message count once, however often it is sent. @defaultValue a random one */
  readonly id?: string;
  /** Who sends it. */
  readonly by?: string;
  /** How long to wait for the turn, in milliseconds. @defaultValue 120,000 */
  readonly timeoutMs?: number;
  /** How long to wait for the turn once the request was taken, in milliseconds; 0 to know only that. @defaultValue `timeoutMs` */
  readonly onceTakenMs?: number;
}

/** Who decides, and why. */
export interface DecisionOptions extends SendOptions {
  readonly reason?: string;
}

/** What a decision has to name: the call, and the hash of the input that was looked at. */
export type DecisionTarget = Pick<PendingApproval, 'callId' | 'inputHash'>;

/** A decision as it is sent. */
export function decisionOf(
  { callId, inputHash }: DecisionTarget,
  { id = randomUUID(), by, reason }: DecisionOptions,
): UpdateArguments['reject'] {
  return {
    id,
    callId,
    inputHash,
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  };
}
