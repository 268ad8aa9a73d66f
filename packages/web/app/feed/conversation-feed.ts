import type { EventSourceMessage } from 'eventsource-parser';
import { api } from '../api/api-client.js';
import { ApiError, wordsOf } from '../api/api-error.js';
import type { Message, Status } from '../api/shapes.js';
import { readEvents } from './event-stream.js';
import {
  emptyFeed,
  lastSeqOf,
  withEvent,
  type FeedEvent,
  type FeedState,
  type Progress,
} from './feed-state.js';

/** Messages that are shown at first; earlier ones come when they are asked for. */
const pageSize = 200;
const busyPollMs = 700;
const idlePollMs = 3000;
const longestPauseMs = 10_000;
/** After this long, what did not get through is tried again. */
const streamAgainMs = 60_000;

/** A conversation that is followed. */
export interface ConversationFeed {
  readonly state: () => FeedState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly dispatch: (event: FeedEvent) => void;
  /** Loads what was said before the first message here; `onLoaded` is called just before it is there. */
  readonly loadEarlier: (onLoaded: () => void) => Promise<void>;
  /** The server did not answer something else: the connection is looked at, too. */
  readonly doubt: () => void;
  /** Asks for news now: after a request that changed something, or because a person does not want to wait. */
  readonly refresh: () => void;
  readonly close: () => void;
}

/**
 * Follows a conversation: by its stream of events, and by asking again and again where that does not get
 * through. A lost connection is made again, and goes on after the last message that is known.
 */
export function followConversation(
  conversationId: string,
  onUnauthorized: () => void,
): ConversationFeed {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<() => void>();
  let state: FeedState = emptyFeed;
  let wake: () => void = () => {};
  let streamAgainAt = 0;
  let stream = new AbortController();
  let failures = 0;
  let isOver = false;

  const dispatch = (event: FeedEvent): void => {
    if (signal.aborted) return;
    state = withEvent(state, event);
    for (const listener of listeners) listener();
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const catchUp = async (): Promise<void> => {
    const status = await api.status(conversationId);
    const isFirst = state.status === undefined && state.messages.length === 0;
    if (isFirst && status.lastSeq > pageSize) {
      const after = status.lastSeq - pageSize;
      const { messages } = await api.messages(conversationId, { after, limit: pageSize });
      dispatch({ kind: 'earlier', messages, more: true });
    }
    for (let more = status.lastSeq > lastSeqOf(state); more;) {
      const page = await api.messages(conversationId, { after: lastSeqOf(state) });
      dispatch({ kind: 'messages', messages: page.messages });
      more = page.more && page.messages.length > 0;
    }
    dispatch({ kind: 'status', status });
  };

  const onEvent = ({ event, data }: EventSourceMessage): void => {
    const value = JSON.parse(data) as unknown;
    if (event === 'message') dispatch({ kind: 'messages', messages: [value as Message] });
    if (event === 'state') dispatch({ kind: 'status', status: value as Status });
    if (event === 'text') dispatch({ kind: 'text', ...(value as object) } as FeedEvent);
    if (event === 'retract') dispatch({ kind: 'retract', ...(value as object) } as FeedEvent);
    if (event === 'tool') dispatch({ kind: 'tool', progress: value as Progress });
  };
  const onOpen = (): void => {
    failures = 0;
    dispatch({ kind: 'connection', connection: 'live' });
  };

  const step = async (): Promise<void> => {
    await catchUp();
    // One that Temporal has forgotten is told by the store alone, and yet there is nothing more to come.
    if (state.status?.state === 'ended' && (isOver || state.status.stale !== true)) {
      dispatch({ kind: 'connection', connection: 'closed' });
      return;
    }
    if (Date.now() >= streamAgainAt) {
      stream = new AbortController();
      const end = await readEvents(conversationId, {
        after: lastSeqOf(state),
        signal: AbortSignal.any([signal, stream.signal]),
        onOpen,
        onEvent,
      });
      if (signal.aborted) return;
      isOver = end === 'ended';
      if (isOver) return await pause(idlePollMs / 10);
      if (end === 'lost') throw new ApiError({ status: 0, type: 'Lost', message: 'Lost.' });
      streamAgainAt = Date.now() + streamAgainMs;
    }
    failures = 0;
    dispatch({ kind: 'connection', connection: 'polling' });
    await pause(state.status?.state === 'working' ? busyPollMs : idlePollMs);
  };

  const afterFailure = async (error: unknown): Promise<void> => {
    if (error instanceof ApiError && error.status === 401) onUnauthorized();
    if (error instanceof ApiError && [403, 404].includes(error.status)) {
      dispatch({ kind: 'failed', failure: wordsOf(error) });
      dispatch({ kind: 'connection', connection: 'closed' });
      controller.abort();
      return;
    }
    failures += 1;
    // The first loss is mended at once: a server that restarts, a computer that wakes up.
    const ms = failures === 1 ? 300 : Math.min(longestPauseMs, 500 * 2 ** (failures - 1));
    dispatch({ kind: 'connection', connection: 'lost', nextAttemptAt: Date.now() + ms });
    await pause(ms);
  };

  const follow = async (): Promise<void> => {
    while (!signal.aborted && state.connection !== 'closed') {
      await step().catch(afterFailure);
    }
  };
  const onOnline = (): void => wake();
  // A stream that hangs would be noticed late.
  const doubt = (): void => stream.abort();
  addEventListener('online', onOnline);
  addEventListener('offline', doubt);
  void follow();

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch,
    async loadEarlier(onLoaded) {
      const first = state.messages[0]?.seq ?? 1;
      const after = Math.max(0, first - 1 - pageSize);
      const limit = first - 1 - after;
      const { messages } = await api.messages(conversationId, { after, limit });
      onLoaded();
      dispatch({ kind: 'earlier', messages, more: after > 0 });
    },
    doubt,
    refresh() {
      if (state.connection !== 'live') wake();
    },
    close() {
      controller.abort();
      removeEventListener('online', onOnline);
      removeEventListener('offline', doubt);
      wake();
    },
  };
}
