import type { ConversationStore, Message, RequestKeys } from '@durable-goals/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approval, at, said, statusOf, update } from './samples.js';

/** A place that stores of one database can be opened at, as several processes would. */
export interface Place {
  open(): ConversationStore & RequestKeys;
  close(): Promise<void>;
}

/** What every conversation store keeps to. */
export function describeStore(name: string, openPlace: () => Promise<Place>): void {
  describe(`a conversation store in ${name}`, () => {
    let place: Place;
    let store: ConversationStore & RequestKeys;
    beforeAll(async () => {
      place = await openPlace();
      store = place.open();
    });
    afterAll(async () => {
      await store.close();
      await place.close();
    });
    const texts = async (
      conversationId: string,
      chainId?: string,
    ): Promise<(string | undefined)[]> => {
      const ref = { conversationId, ...(chainId === undefined ? {} : { chainId }) };
      return (await store.transcript(ref)).messages.map(({ text }) => text);
    };

    test('knows nothing of a conversation that never was', async () => {
      const ref = { conversationId: 'nobody' };
      expect(await store.conversation(ref)).toBeUndefined();
      expect(await store.transcript(ref)).toEqual({ messages: [], more: false });
      expect(await store.record(ref)).toEqual({ items: [] });
      expect(await store.toolMessage(ref, 'c1')).toBeUndefined();
    });

    test('gives back what was saved, whatever its characters', async () => {
      const odd = `"; DROP TABLE dg_messages; -- ? $1 \u0000 \uD800 é 🧭\n`;
      const id = `it's ? $1 \u0000`;
      await store.save(update(id, { messages: [said(1, odd), said(2)] }));
      expect(await texts(id)).toEqual([odd, 'words 2']);
      expect(await store.conversation({ conversationId: id })).toMatchObject({
        startedAt: at(0),
        updatedAt: at(10),
        status: statusOf(id),
      });
    });

    test('takes the same update twice as once', async () => {
      const again = update('twice', {
        record: [{ key: 'k', at: at(1), kind: 'approve', by: 'ada' }],
      });
      await store.save(again);
      await store.save(again);
      expect(await texts('twice')).toEqual(['words 1', 'words 2']);
      expect((await store.record({ conversationId: 'twice' })).items).toHaveLength(1);
      expect((await store.conversations({ conversationId: 'twice' })).items).toHaveLength(1);
    });

    test.each([
      ['first', [100, 200]],
      ['last', [200, 100]],
    ])('believes the higher revision when the lower one comes %s', async (which, revisions) => {
      const id = `revisions-${which}`;
      for (const revision of revisions) {
        await store.save(
          update(id, {
            revision,
            messages: [said(1), said(2, `as of ${revision}`)],
            status: { turn: revision },
          }),
        );
      }
      expect(await texts(id)).toEqual(['words 1', 'as of 200']);
      expect((await store.conversation({ conversationId: id }))?.status.turn).toBe(200);
    });

    test('takes back what a Worker wrote that died before the server heard of it', async () => {
      await store.save(
        update('phantom', {
          messages: [said(1), said(2), said(3), said(4)],
          status: { lastSeq: 4 },
        }),
      );
      await store.save(
        update('phantom', { revision: 105, messages: [said(3, 'real')], status: { lastSeq: 3 } }),
      );
      expect(await texts('phantom')).toEqual(['words 1', 'words 2', 'real']);
    });

    test('keeps messages of which only an Activity knows, and how it stands once that is told', async () => {
      const { snapshot, ...bare } = update('bare');
      await store.save(bare);
      expect(await texts('bare')).toEqual(['words 1', 'words 2']);
      expect((await store.conversation({ conversationId: 'bare' }))?.status).toMatchObject({
        goalId: 'trip',
        state: 'working',
        lastSeq: 2,
      });
      await store.save({ ...bare, ...(snapshot ? { snapshot } : {}), messages: [] });
      await store.save({ ...bare, revision: 101, at: at(99) });
      expect(await store.conversation({ conversationId: 'bare' })).toMatchObject({
        updatedAt: at(99),
        status: { state: 'awaiting-user' },
      });
    });

    test('keeps two conversations under one id apart', async () => {
      await store.save(update('again', { chainId: 'one' }));
      await store.save(
        update('again', {
          chainId: 'two',
          messages: [said(1, 'the second time')],
          snapshot: { startedAt: at(500), status: statusOf('again') },
        }),
      );
      expect(await texts('again')).toEqual(['the second time']);
      expect(await texts('again', 'one')).toEqual(['words 1', 'words 2']);
      const { items } = await store.conversations({ conversationId: 'again' });
      expect(items.map(({ chainId }) => chainId)).toEqual(['two', 'one']);
    });

    test('pages a transcript from the start, however large its messages', async () => {
      const messages = Array.from({ length: 250 }, (_, index) => said(index + 1));
      await store.save(
        update('long', { messages: messages.slice(0, 120), status: { lastSeq: 120 } }),
      );
      await store.save(update('long', { messages: messages.slice(110), status: { lastSeq: 250 } }));
      const read: Message[] = [];
      for (let more = true; more;) {
        const page = await store.transcript(
          { conversationId: 'long' },
          { after: read.at(-1)?.seq ?? 0, limit: 99 },
        );
        read.push(...page.messages);
        ({ more } = page);
      }
      expect(read).toEqual(messages);
    });

    test('finds the message in which a call ended', async () => {
      const message: Message = {
        ...said(3),
        role: 'tool',
        toolCall: { callId: 'c7', tool: 'T', input: {}, inputHash: 'h', effect: 'read' },
        toolResult: {
          callId: 'c7',
          output: 'x'.repeat(60_000),
          isError: false,
          outcome: 'completed',
        },
      };
      await store.save(update('calls', { messages: [said(1), message], status: { lastSeq: 3 } }));
      expect(await store.toolMessage({ conversationId: 'calls' }, 'c7')).toEqual(message);
    });

    test('lists conversations newest first, by goal and state, in pages', async () => {
      for (const index of Array.from({ length: 7 }, (_, index) => index)) {
        const id = `listed-${index}`;
        await store.save(
          update(id, {
            snapshot: {
              startedAt: at(10_000 + Math.floor(index / 2)),
              status: statusOf(id, {
                goalId: 'listed',
                state: index % 3 === 0 ? 'ended' : 'awaiting-user',
              }),
            },
          }),
        );
      }
      const found: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await store.conversations({
          goalId: 'listed',
          limit: 2,
          ...(after === undefined ? {} : { after }),
        });
        found.push(...page.items.map(({ conversationId }) => conversationId));
        if (page.next === undefined) break;
        after = page.next;
      }
      expect(found).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `listed-${index}`));
      const { items } = await store.conversations({ goalId: 'listed', state: 'ended' });
      expect(items.map(({ conversationId }) => conversationId)).toEqual([
        'listed-6',
        'listed-3',
        'listed-0',
      ]);
      expect(items[0]?.endedAt).toBe(at(10));
    });

    test('lists the calls that wait for a person, and forgets them when they are settled', async () => {
      const waiting = async (): Promise<string[]> =>
        (await store.pending({ limit: 50 })).items.map(({ conversationId }) => conversationId);
      await store.save(
        update('waits', { status: { state: 'awaiting-approval', approvals: [approval] } }),
      );
      await store.save(
        update('doubts', {
          at: at(5),
          status: {
            state: 'in-doubt',
            inDoubt: [{ callId: 'c1', tool: 'T', input: {}, reason: 'lost' }],
          },
        }),
      );
      expect(await waiting()).toEqual(['doubts', 'waits']);
      const first = await store.pending({ limit: 1 });
      const next = await store.pending({ limit: 1, after: first.next ?? '' });
      expect(next.items[0]?.approvals).toEqual([approval]);
      expect(next.next).toBeUndefined();
      await store.save(update('waits', { revision: 101 }));
      expect(await waiting()).toEqual(['doubts']);
    });

    test("lists what is one owner's, what waits for people there, and sub-agents only when asked", async () => {
      const waits = { state: 'awaiting-approval' as const, approvals: [approval] };
      await store.save(update('hers', { status: { owner: 'ada', title: 'A trip', ...waits } }));
      await store.save(update('his', { status: { owner: 'bob', ...waits } }));
      const ids = (page: { items: readonly { conversationId: string }[] }): string[] =>
        page.items.map(({ conversationId }) => conversationId);
      expect(ids(await store.conversations({ owner: 'ada' }))).toEqual(['hers']);
      expect(ids(await store.conversations({ owner: 'nobody' }))).toEqual([]);
      const pending = await store.pending({ owner: 'ada' });
      expect(pending.items).toMatchObject([{ conversationId: 'hers', owner: 'ada' }]);
      await store.forget('hers');
      await store.forget('his');
      // What a sub-agent asks is asked by the conversation that it works for.
      const parent = { conversationId: 'top', callId: 'c1' };
      await store.save(update('top.c1', { status: { parent, ...waits } }));
      expect(ids(await store.conversations())).not.toContain('top.c1');
      expect(ids(await store.pending())).not.toContain('top.c1');
      expect(ids(await store.conversations({ subAgentsOf: 'top' }))).toEqual(['top.c1']);
      expect(ids(await store.conversations({ conversationId: 'top.c1' }))).toEqual(['top.c1']);
      await store.forget('top.c1');
    });

    test('tells what a key was first used for, in each scope', async () => {
      const use = async (scope: string, key: string, fingerprint: string) =>
        await store.firstUse({ scope, key, fingerprint });
      expect(await use('ada', 'k', 'one')).toBe('one');
      expect(await use('ada', 'k', 'two')).toBe('one');
      expect(await use('bob', 'k', 'two')).toBe('two');
      const first = await Promise.all(['a', 'b', 'c'].map((print) => use('ada', 'race', print)));
      expect(new Set(first).size).toBe(1);
    });

    test('keeps the record in the order in which it happened, and only once', async () => {
      const entry = (index: number) => ({ key: `k${index}`, at: at(index), kind: 'approve' });
      await store.save(update('record', { record: [entry(3), entry(1)] }));
      await store.save(
        update('record', {
          record: [
            { ...entry(2), refused: { type: 'StaleApproval', reason: 'Look again.' } },
            { ...entry(1), kind: 'changed' },
          ],
        }),
      );
      const first = await store.record({ conversationId: 'record' }, { limit: 2 });
      const second = await store.record({ conversationId: 'record' }, { after: first.next ?? '' });
      expect([...first.items, ...second.items]).toEqual(
        [
          entry(1),
          { ...entry(2), refused: { type: 'StaleApproval', reason: 'Look again.' } },
          entry(3),
        ].map((item) => ({ ...item, conversationId: 'record', chainId: 'record-chain' })),
      );
    });

    test('forgets every conversation under an id, and no other', async () => {
      await store.save(
        update('secret', { chainId: 's1', record: [{ key: 'k', at: at(1), kind: 'x' }] }),
      );
      await store.save(update('secret', { chainId: 's2' }));
      await store.save(update('secrets'));
      await store.forget('secret');
      for (const chainId of ['s1', 's2']) {
        const ref = { conversationId: 'secret', chainId };
        expect(await store.conversation(ref)).toBeUndefined();
        expect((await store.transcript(ref)).messages).toEqual([]);
        expect((await store.record(ref)).items).toEqual([]);
      }
      expect(await texts('secrets')).toHaveLength(2);
    });

    test.each([0, 1_001, 1.5])('refuses a page of %s', async (limit) => {
      await expect(store.conversations({ limit })).rejects.toMatchObject({ type: 'QueryRefused' });
    });

    test('refuses a cursor that it did not make', async () => {
      const refusal = { type: 'QueryRefused' };
      await expect(store.conversations({ after: 'here' })).rejects.toMatchObject(refusal);
      await expect(store.pending({ after: 'WyJhIl0' })).rejects.toMatchObject(refusal);
    });

    test('is written and read by several at once', async () => {
      const others = Array.from({ length: 4 }, () => place.open());
      try {
        await Promise.all(
          others.flatMap((other, who) =>
            Array.from({ length: 25 }, async (_, index) => {
              const seq = who * 25 + index + 1;
              await other.save(
                update('crowd', { messages: [said(seq)], status: { lastSeq: 100 } }),
              );
            }),
          ),
        );
        const page = await store.transcript({ conversationId: 'crowd' });
        expect(page.messages.map(({ seq }) => seq)).toEqual(
          Array.from({ length: 100 }, (_, index) => index + 1),
        );
      } finally {
        for (const other of others) await other.close();
      }
    });
  });
}
