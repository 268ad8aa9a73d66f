import { noUsage } from './conversation/state.js';
import type { ConversationStatus } from './wire.js';

/** How a conversation stands as far as it is known: at work, and nothing has come of it, unless it is said otherwise. */
export function newStatus({
  conversationId,
  goalId,
  ...known
}: Pick<ConversationStatus, 'conversationId' | 'goalId'> &
  Partial<ConversationStatus>): ConversationStatus {
  return {
    // As a Worker's word begins, for those who read it as it is.
    conversationId,
    goalId,
    state: 'working',
    turn: 0,
    queued: 0,
    lastSeq: 0,
    approvals: [],
    inDoubt: [],
    running: [],
    usage: noUsage,
    ...known,
  };
}
