import type { LiveChannel, LiveEvent, LiveNews } from '@durable-goals/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

/** Makes channels that find each other, each as a process of its own would have it. */
export interface ChannelFactory {
  open(): LiveChannel;
  close(): Promise<void>;
}

export const text = (
  conversationId: string,
  from: number,
  words: string,
  key = `${conversationId}-1`,
): LiveEvent => ({ kind: 'text', conversationId, key, began: 1, from, text: words });

/** What a listener has heard, put together as somebody who watches would see it. */
export function watching(channel: LiveChannel, conversationId: string) {
  const heard: LiveNews[] = [];
  const texts = new Map<string, string>();
  const leave = channel.subscribe(conversationId, (news) => {
    heard.push(news);
    if (news.kind === 'text') {
      const before = texts.get(news.key) ?? '';
      // A piece that does not fit is left alone; the whole comes again.
      if (news.from <= before.length) {
        texts.set(news.key, before.slice(0, news.from) + news.text);
      }
    }
    if (news.kind === 'retract') texts.delete(news.key);
  });
  return { heard, leave, shown: () => [...texts.values()].join('|') };
}

export const soon = async (check: () => void | Promise<void>): Promise<void> => {
  await vi.waitFor(check, { timeout: 15_000, interval: 20 });
};

/** What every live channel does. */
export function describeChannel(name: string, make: () => Promise<ChannelFactory>): void {
  describe(`a live channel of ${name}`, () => {
    let factory: ChannelFactory;
    const opened: LiveChannel[] = [];
    const open = (): LiveChannel => {
      const channel = factory.open();
      opened.push(channel);
      return channel;
    };
    beforeAll(async () => {
      factory = await make();
    });
    afterAll(async () => {
      for (const channel of opened) await channel.close();
      await factory.close();
    });

    test('carries words in order from one process to another', async () => {
      const [worker, server] = [open(), open()];
      worker.announce();
      const { shown, heard } = watching(server, 'order');
      await soon(() => {
        worker.publish(text('order', 0, 'begin '));
        expect(shown()).toContain('begin ');
      });
      let from = 6;
      for (let index = 0; index < 500; index += 1) {
        const words = `${index} `;
        worker.publish(text('order', from, words));
        from += words.length;
      }
      worker.publish({ kind: 'written', conversationId: 'order', key: 'order-1' });
      await soon(() => expect(heard.at(-1)?.kind).toBe('written'));
      const numbers = Array.from({ length: 500 }, (_, index) => `${index} `).join('');
      expect(shown()).toBe(`begin ${numbers}`);
    });

    test('tells who comes in the middle what was written before', async () => {
      const [worker, server] = [open(), open()];
      worker.publish(text('middle', 0, 'Once upon '));
      worker.publish({
        kind: 'tool',
        conversationId: 'middle',
        callId: 'c1',
        tool: 'Look',
        state: 'running',
        progress: { percent: 40 },
      });
      const { shown, heard } = watching(server, 'middle');
      await soon(() => expect(shown()).toBe('Once upon '));
      await soon(() => expect(heard).toContainEqual(expect.objectContaining({ callId: 'c1' })));
      worker.publish(text('middle', 10, 'a time'));
      await soon(() => expect(shown()).toBe('Once upon a time'));
    });

    test('does not repeat what is over', async () => {
      const [worker, server] = [open(), open()];
      worker.publish(text('over', 0, 'Taken back'));
      worker.publish({ kind: 'retract', conversationId: 'over', key: 'over-1' });
      worker.publish(text('over', 0, 'New', 'over-2'));
      const { heard } = watching(server, 'over');
      await soon(() => expect(heard).toContainEqual(expect.objectContaining({ text: 'New' })));
      expect(JSON.stringify(heard)).not.toContain('Taken back');
    });

    test('finds a Worker that starts after the watcher', async () => {
      const server = open();
      const { shown } = watching(server, 'later');
      await new Promise((resolve) => setTimeout(resolve, 200));
      const worker = open();
      worker.publish(text('later', 0, 'Here I am'));
      await soon(() => expect(shown()).toBe('Here I am'));
    });

    test('reaches several servers, from several Workers, and only who watches', async () => {
      const workers = [open(), open(), open()];
      const servers = [open(), open()];
      const views = servers.map((server) =>
        workers.map((_, index) => watching(server, `many-${index}`)),
      );
      const other = watching(open(), 'many-other');
      for (const [index, worker] of workers.entries()) {
        worker.publish(text(`many-${index}`, 0, `by ${index}`));
      }
      await soon(() => {
        for (const view of views) {
          expect(view.map(({ shown }) => shown())).toEqual(['by 0', 'by 1', 'by 2']);
        }
      });
      expect(other.heard.filter(({ kind }) => kind !== 'gap')).toEqual([]);
    });

    test('carries an answer of 32,000 characters of any kind', async () => {
      const [worker, server] = [open(), open()];
      const { shown } = watching(server, 'long');
      const long = `${'🛫"\\\u0001é'.repeat(5_000)}.`;
      worker.publish(text('long', 0, long));
      await soon(() => expect(shown()).toBe(long));
    });

    test('mixes nothing up: a hundred conversations at once', async () => {
      const [worker, server] = [open(), open()];
      const names = Array.from({ length: 100 }, (_, index) => `crowd-${index}`);
      const views = names.map((name) => watching(server, name));
      for (let round = 0; round < 20; round += 1) {
        for (const name of names) worker.publish(text(name, round * 10, name.padEnd(10)));
      }
      await soon(() => {
        for (const [index, view] of views.entries()) {
          expect(view.shown()).toBe((names[index] ?? '').padEnd(10).repeat(20));
        }
      });
    });

    test('tells nobody who has left', async () => {
      const [worker, server] = [open(), open()];
      const { shown, heard, leave } = watching(server, 'left');
      worker.publish(text('left', 0, 'one'));
      await soon(() => expect(shown()).toBe('one'));
      leave();
      const count = heard.length;
      const stays = watching(server, 'left-behind');
      worker.publish(text('left', 3, 'two'));
      worker.publish(text('left-behind', 0, 'two'));
      await soon(() => expect(stays.shown()).toBe('two'));
      expect(heard).toHaveLength(count);
    });

    test('serves who watches in the same process', async () => {
      const both = open();
      both.publish(text('same', 0, 'one '));
      const { shown } = watching(both, 'same');
      both.publish(text('same', 4, 'two'));
      await soon(() => expect(shown()).toBe('one two'));
    });

    test('has two who watch the same both see everything', async () => {
      const [worker, server] = [open(), open()];
      worker.publish(text('two', 0, 'one '));
      const first = watching(server, 'two');
      await soon(() => expect(first.shown()).toBe('one '));
      const second = watching(server, 'two');
      await soon(() => expect(second.shown()).toBe('one '));
      worker.publish(text('two', 4, 'more'));
      await soon(() => expect([first.shown(), second.shown()]).toEqual(['one more', 'one more']));
    });
  });
}
