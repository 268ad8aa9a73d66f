import type { Effect } from './tool.js';

/** A call that waits for approval, for whoever has to be told. Its input is in the conversation only. */
export interface ApprovalNotice {
  /** Whether it is new, or still waits after the time that the tool gives. */
  readonly kind: 'requested' | 'reminder';
  readonly conversationId: string;
  readonly goalId: string;
  readonly callId: string;
  readonly inputHash: string;
  readonly tool: string;
  readonly effect: Effect;
  /** ISO 8601, UTC. */
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly whenExpired: 'reject' | 'run';
  /** Who approved already, where it takes two. */
  readonly approvedBy: readonly string[];
  /** How many people still have to approve. */
  readonly approvalsMissing: number;
}
