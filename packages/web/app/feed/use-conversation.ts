import { useEffect, useState, useSyncExternalStore } from 'react';
import { api, newKey } from '../api/api-client.js';
import { ApiError, wordsOf } from '../api/api-error.js';
import { followConversation, type ConversationFeed } from './conversation-feed.js';
import { emptyFeed, type FeedState, type Outgoing } from './feed-state.js';

/** A conversation that is followed for as long as it is shown. */
export interface FollowedConversation {
  readonly state: FeedState;
  readonly feed: ConversationFeed | undefined;
  readonly send: (text: string) => void;
  /** Sends once more what did not get through; it counts once. */
  readonly sendAgain: (outgoing: Outgoing) => void;
}

const never = (): (() => void) => () => {};

export function useConversation(
  conversationId: string,
  onUnauthorized: () => void,
): FollowedConversation {
  const [feed, setFeed] = useState<ConversationFeed>();
  useEffect(() => {
    const followed = followConversation(conversationId, onUnauthorized);
    setFeed(followed);
    return () => followed.close();
  }, [conversationId, onUnauthorized]);
  const state = useSyncExternalStore(feed?.subscribe ?? never, feed?.state ?? (() => emptyFeed));

  const sendAgain = ({ key, text, at }: Outgoing): void => {
    if (feed === undefined) return;
    feed.dispatch({ kind: 'sending', outgoing: { key, text, at } });
    void deliver(conversationId, { key, text }, feed.doubt)
      .then(({ state }) => {
        if (state === 'queued') feed.dispatch({ kind: 'kept', key });
        feed.refresh();
      })
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) onUnauthorized();
        feed.dispatch({ kind: 'not-sent', key, failure: wordsOf(error) });
      });
  };
  const send = (text: string): void =>
    sendAgain({ key: newKey(), text, at: new Date().toISOString() });
  return { state, feed, send, sendAgain };
}

/** Two minutes and more: a tunnel, a server that is updated. */
const pausesMs = [400, 1000, 2000, ...Array.from({ length: 30 }, () => 4000)];

/** Sends a message, and again under the same key where the connection or a server in between is at fault. */
async function deliver(
  conversationId: string,
  message: { readonly key: string; readonly text: string },
  onUnreachable: () => void,
): Promise<{ readonly state: string }> {
  for (const pauseMs of pausesMs) {
    try {
      return await api.send(conversationId, message);
    } catch (error) {
      if (!(error instanceof ApiError) || !mayPass(error)) throw error;
      if (error.status === 0) onUnreachable();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  return await api.send(conversationId, message);
}

function mayPass({ status }: ApiError): boolean {
  return status === 0 || status === 429 || (status >= 502 && status <= 504);
}
