import type { ResultStore } from '@durable-goals/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** What every store of results keeps to. */
export function describeResults(name: string, open: () => Promise<ResultStore>): void {
  describe(`a store of results in ${name}`, () => {
    let results: ResultStore;
    beforeAll(async () => {
      results = await open();
    });
    afterAll(async () => await results.close());
    const call = { conversationId: 'c', chainId: 'r', callId: 'c1' };

    test('gives back what was put, whole', async () => {
      const content = JSON.stringify({ text: 'é🧭'.repeat(600_000) });
      const whole = await results.put(call, content);
      expect(whole.bytes).toBe(Buffer.byteLength(content));
      expect(whole.sha256).toMatch(/^[a-f0-9]{64}$/);
      expect((await results.get(whole.reference)) === content).toBe(true);
      expect(await results.has(whole.reference)).toBe(true);
    });

    test('keeps one result of each attempt, and the same one once', async () => {
      const first = await results.put({ ...call, callId: 'c2' }, '"one"');
      expect(await results.put({ ...call, callId: 'c2' }, '"one"')).toEqual(first);
      const second = await results.put({ ...call, callId: 'c2' }, '"two"');
      expect(await results.get(first.reference)).toBe('"one"');
      expect(await results.get(second.reference)).toBe('"two"');
    });

    test('takes ids of any characters', async () => {
      const odd = { conversationId: '../../etc/p:% ', chainId: 'a/b', callId: 'c%2F..' };
      const { reference } = await results.put(odd, '1');
      expect(await results.get(reference)).toBe('1');
    });

    test.each(['', 'x', '../../../etc/passwd', 'a/b/c', '%', `${'a'.repeat(32)}/../x`])(
      'has nothing under %j',
      async (reference) => {
        expect(await results.get(reference)).toBeUndefined();
        expect(await results.has(reference)).toBe(false);
      },
    );

    test('forgets the results of a conversation, and of no other', async () => {
      const mine = await results.put({ ...call, conversationId: 'gone' }, '"secret"');
      const other = await results.put({ ...call, conversationId: 'gone2', chainId: 's' }, '"kept"');
      await results.forget('gone');
      await results.forget('never was');
      expect(await results.get(mine.reference)).toBeUndefined();
      expect(await results.get(other.reference)).toBe('"kept"');
    });
  });
}
