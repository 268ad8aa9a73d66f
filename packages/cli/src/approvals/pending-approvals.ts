import type { Connected, Conversation } from '@durable-goals/client';
import type { ConversationStore, Goal, PendingApproval } from '@durable-goals/core';
import { CliError, wordsOf } from '../cli-error.js';

/** A call that waits, and where. */
interface FoundApproval {
  readonly conversationId: string;
  readonly goalId: string;
  readonly call: PendingApproval;
  /** When the store had it from the conversation, where no Worker says what waits now. */
  readonly asOf?: string;
}

/** All calls that wait, and the conversations of which nothing is known. */
export interface FoundApprovals {
  readonly found: readonly FoundApproval[];
  readonly unanswered: readonly string[];
}

const askedAtOnce = 8;

/** Asks every running conversation what waits for approval in it, and the store of those that no Worker answers for. */
export async function pendingApprovals(
  { agents }: Connected<readonly Goal[]>,
  store: ConversationStore | undefined,
): Promise<FoundApprovals> {
  const found: FoundApproval[] = [];
  const unanswered: string[] = [];
  const running = agents.list({ status: 'Running' });
  const ask = async (): Promise<void> => {
    for (;;) {
      const next = await running.next();
      if (next.done === true) return;
      const { conversationId, goalId } = next.value;
      try {
        const calls = await agents.conversation(conversationId).approvals();
        found.push(...calls.map((call) => ({ conversationId, goalId, call })));
      } catch {
        const known = await knownTo(store, conversationId);
        if (known === undefined) unanswered.push(conversationId);
        else found.push(...known);
      }
    }
  };
  await Promise.all(Array.from({ length: askedAtOnce }, ask));
  return {
    found: found.toSorted((a, b) => a.call.requestedAt.localeCompare(b.call.requestedAt)),
    unanswered: unanswered.toSorted(),
  };
}

/** What waited in a conversation when the store last heard of it. */
async function knownTo(
  store: ConversationStore | undefined,
  conversationId: string,
): Promise<readonly FoundApproval[] | undefined> {
  try {
    const known = await store?.conversation({ conversationId });
    return known?.status.approvals.map((call) => ({
      conversationId,
      goalId: known.status.goalId,
      call,
      asOf: known.updatedAt,
    }));
  } catch {
    return undefined;
  }
}

/**
 * The call that waits in a conversation.
 *
 * @param hash - What its hash has to begin with, when given.
 * @throws `CliError` when it does not wait there, or has another hash.
 */
export async function pendingCall(
  conversation: Conversation,
  callId: string,
  hash?: string,
): Promise<PendingApproval> {
  const calls = await approvalsOf(conversation);
  const call = calls.find((candidate) => candidate.callId === callId);
  if (call === undefined) {
    const ids = calls.map((candidate) => `'${candidate.callId}'`).join(', ') || 'none';
    throw new CliError(
      `No call '${callId}' waits for approval in conversation '${conversation.id}'; there waits ${ids}.`,
    );
  }
  if (hash !== undefined && !call.inputHash.startsWith(hash.toLowerCase())) {
    throw new CliError(
      `Call '${callId}' has the hash '${call.inputHash.slice(0, 12)}', not '${hash}': its input is not the one you looked at. List the approvals again.`,
    );
  }
  return call;
}

async function approvalsOf(conversation: Conversation): Promise<readonly PendingApproval[]> {
  try {
    return await conversation.approvals();
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'NoConversation') {
      throw new CliError(
        `No conversation '${conversation.id}' is running: it has ended or was never started.`,
      );
    }
    throw new CliError(
      `Conversation '${conversation.id}' does not answer (${wordsOf(error)}). Start a Worker, for only one can say what waits.`,
    );
  }
}
