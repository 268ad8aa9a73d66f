import type { LiveNews } from '@durable-goals/core';

/** Who listens to which conversation in this process. */
export interface Listeners {
  add(conversationId: string, listener: (news: LiveNews) => void): () => void;
  has(conversationId: string): boolean;
  readonly conversations: () => readonly string[];
  readonly tell: (news: LiveNews) => void;
  /** Tells all of them that events may have been lost. */
  readonly gap: () => void;
}

/** @param changed - Told when the first one listens to a conversation, and when the last one has left. */
export function listenersOf(
  changed: (conversationId: string, isWatched: boolean) => void,
): Listeners {
  const listeners = new Map<string, Set<(news: LiveNews) => void>>();
  function tell(news: LiveNews): void {
    for (const listener of listeners.get(news.conversationId) ?? []) {
      // One that fails must not keep the others from hearing it.
      try {
        listener(news);
      } catch (error) {
        process.emitWarning(`A listener of a live channel failed: ${String(error)}`);
      }
    }
  }
  return {
    add(conversationId, given) {
      const listener = (news: LiveNews): void => given(news);
      const others = listeners.get(conversationId);
      if (others === undefined) {
        listeners.set(conversationId, new Set([listener]));
        changed(conversationId, true);
      } else {
        others.add(listener);
      }
      return () => {
        const left = listeners.get(conversationId);
        if (!left?.delete(listener) || left.size > 0) return;
        listeners.delete(conversationId);
        changed(conversationId, false);
      };
    },
    has: (conversationId) => listeners.has(conversationId),
    conversations: () => [...listeners.keys()],
    tell,
    gap() {
      for (const conversationId of listeners.keys()) tell({ kind: 'gap', conversationId });
    },
  };
}
