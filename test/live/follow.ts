import type { ConversationStatus, Message } from '@durable-goals/core';
import { vi } from 'vitest';

/** One event of a stream, with the time at which it came. */
interface Heard {
  readonly event: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
  readonly at: number;
}

/** Somebody who follows a conversation, as a page does. */
export interface Follower {
  readonly events: readonly Heard[];
  readonly status: number;
  /** The words that are being written, as they are shown now. */
  words(): string;
  /** What was shown while it was written, from the longest of each to the next. */
  messages(): readonly Message[];
  state(): (ConversationStatus & { readonly stale?: true }) | undefined;
  lastId(): string;
  until(check: () => boolean): Promise<void>;
  close(): void;
  /** Settles when the server has closed it. */
  readonly closed: Promise<void>;
}

/** Follows a stream of Server-Sent Events. @throws when one of its rules is broken */
export async function follow(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Follower> {
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal, headers });
  const events: Heard[] = [];
  const messages = new Map<number, Message>();
  let words = '';
  let key = '';
  let problem: Error | undefined;

  function take({ event, data }: Heard): void {
    if (event === 'message') {
      const message = data as unknown as Message;
      messages.set(message.seq, message);
      if (message.role === 'agent') [words, key] = ['', ''];
    }
    if (event === 'retract') {
      if (data['key'] !== key) throw new Error(`'${String(data['key'])}' was not shown.`);
      [words, key] = ['', ''];
    }
    if (event !== 'text') return;
    const { from, text } = data as { from: number; text: string };
    if (data['key'] !== key) {
      if (words !== '') throw new Error('A second text began before the first was taken back.');
      key = String(data['key']);
    }
    if (from > words.length) throw new Error(`There is a gap at ${words.length}, before ${from}.`);
    words = words.slice(0, from) + text;
  }

  async function read(): Promise<void> {
    let pending = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = (pending + decoder.decode(chunk, { stream: true })).split('\n\n');
      pending = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split('\n').map((line) => {
            const colon = line.indexOf(':');
            return [line.slice(0, colon), line.slice(colon + 2)] as const;
          }),
        );
        if (fields['data'] === undefined) continue;
        const { event = '', id = '' } = fields;
        const data = JSON.parse(fields['data']) as Record<string, unknown>;
        const heard = { event, id, data, at: Date.now() };
        events.push(heard);
        take(heard);
      }
    }
  }
  const closed = read().catch((error: unknown) => {
    if (!stop.signal.aborted) problem = error as Error;
  });

  return {
    events,
    status: response.status,
    words: () => words,
    messages: () => [...messages.values()].toSorted((a, b) => a.seq - b.seq),
    state: () =>
      events.findLast(({ event }) => event === 'state')?.data as ConversationStatus | undefined,
    lastId: () => events.at(-1)?.id ?? '0',
    async until(check) {
      await vi.waitFor(
        () => {
          if (problem !== undefined) throw problem;
          if (!check()) {
            throw new Error(`It did not come: ${JSON.stringify(events.slice(-6))}`);
          }
        },
        { timeout: 60_000, interval: 20 },
      );
    },
    close: () => stop.abort(),
    closed,
  };
}
