import type { Conversation, StatusNow } from '@durable-goals/client';
import type { Message } from '@durable-goals/core';
import { wordsOf } from '../cli-error.js';

/** What a look at a conversation found. */
export type Reading =
  | { readonly kind: 'read'; readonly status: StatusNow; readonly messages: readonly Message[] }
  /** Nobody answers for it: no Worker, or no Temporal at all. */
  | { readonly kind: 'unanswered'; readonly reason: string; readonly status?: StatusNow };

/** Reads what is new in a conversation, each message once. */
export function conversationReader(conversation: Conversation): () => Promise<Reading> {
  let seen = 0;
  return async () => {
    try {
      const status = await conversation.status();
      if (status.stale) {
        if (status.state === 'ended') return { kind: 'read', status, messages: [] };
        return { kind: 'unanswered', reason: 'no Worker answers', status };
      }
      const messages = status.lastSeq > seen ? await conversation.messages(seen) : [];
      seen = messages.at(-1)?.seq ?? seen;
      return { kind: 'read', status, messages };
    } catch (error) {
      if (isFinal(error)) throw error;
      return { kind: 'unanswered', reason: wordsOf(error) };
    }
  };
}

function isFinal(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'NoConversation';
}
