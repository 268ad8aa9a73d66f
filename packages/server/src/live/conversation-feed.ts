import type { Conversation } from '@durable-goals/client';
import type { ConversationStore, LiveChannel } from '@durable-goals/core';
import type { FeedEvent } from './feed-event.js';
import { liveView } from './live-view.js';
import { readerOf, type News } from './reading.js';

/** What a conversation is followed by. */
export interface FeedSource {
  readonly conversation: Conversation;
  readonly store: ConversationStore;
  readonly live?: LiveChannel;
}

/** How often there is a look without news, in milliseconds: with a live channel, and without one. */
const lookEveryMs = { live: 5_000, alone: 1_000 };
/** How often the Workflow itself is asked, in milliseconds. */
const askEveryMs = { working: 15_000, waiting: 60_000, stale: 5_000 };

/** How long somebody who has just come waits until the Workflow is asked, unless it is heard of, in milliseconds. */
const firstAskMs = 1_000;

/**
 * Follows a conversation from a message on: the messages after it, how it stands, and the words that are being written;
 * then all of it as it changes, until the conversation has ended or the signal is aborted.
 *
 * What is heard live only says when to look: messages and states are read from the store, or from the Workflow where the
 * store does not have them. So nothing is missed when nothing is heard.
 */
export async function* conversationFeed(
  { conversation, store, live }: FeedSource,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent, void> {
  const view = liveView();
  const alarm = alarmUntil(signal);
  const reader = readerOf(conversation, store, after);
  const aborted = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  let hinted = 0;
  let isDue = false;
  const leave = live?.subscribe(conversation.id, (news) => {
    view.hear(news);
    if (news.kind === 'step') hinted = Math.max(hinted, news.lastSeq);
    if (news.kind === 'step' || news.kind === 'gap') isDue = true;
    alarm.ring();
  });
  const lookMs = live === undefined ? lookEveryMs.alone : lookEveryMs.live;
  let lookAt = 0;
  // Many may come back at once, when the server does.
  let askAt = Date.now() + firstAskMs * (1 + Math.random());
  let state: keyof typeof askEveryMs = 'working';

  /** What is new, if it can be had: whoever is away is asked again later. */
  async function read(): Promise<News | undefined> {
    const isAsked = !isDue && Date.now() >= askAt;
    const upTo = isDue ? hinted : 0;
    const wasDue = isDue;
    isDue = false;
    hinted = 0;
    lookAt = Date.now() + lookMs;
    try {
      const work = isAsked ? reader.ask() : reader.look(upTo);
      const news = await Promise.race([work, aborted]);
      if (news?.status !== undefined) {
        const { stale, state: now } = news.status;
        state = stale ? 'stale' : now === 'working' ? 'working' : 'waiting';
      }
      if (isAsked || wasDue) askAt = Date.now() + askEveryMs[state];
      return news;
    } catch {
      askAt = Date.now() + askEveryMs.stale;
      return undefined;
    }
  }

  try {
    // First what is kept, so that somebody who comes back sees it at once.
    for (let news = await first(() => reader.look()); ; news = undefined) {
      if (signal.aborted) return;
      news ??= isDue || Date.now() >= Math.min(lookAt, askAt) ? await read() : undefined;
      for (const data of news?.messages ?? []) {
        yield { event: 'message', data };
        if (data.role === 'agent') view.answered(Date.parse(data.at));
      }
      if (news?.status !== undefined) {
        yield { event: 'state', data: news.status };
        if (news.status.state !== 'working' && news.at !== undefined) view.rested(news.at);
      }
      if (news?.hasEnded) {
        yield { event: 'end', data: {} };
        return;
      }
      yield* view.changes();
      if (!isDue) await alarm.wait(Math.min(lookAt, askAt) - Date.now());
    }
  } finally {
    leave?.();
  }
}

async function first(look: () => Promise<News>): Promise<News | undefined> {
  try {
    return await look();
  } catch {
    return undefined;
  }
}

/** Wakes whoever waits: by a ring, when the time is over, or when the signal is aborted. */
function alarmUntil(signal: AbortSignal) {
  let isRung = false;
  let wake = (): void => undefined;
  const ring = (): void => {
    isRung = true;
    wake();
  };
  signal.addEventListener('abort', ring, { once: true });
  return {
    ring,
    async wait(ms: number): Promise<void> {
      if (!isRung && ms > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = () => undefined;
      isRung = false;
    },
  };
}
