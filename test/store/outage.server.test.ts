import type { ConversationStore } from '@durable-goals/core';
import { sqliteStore } from '@durable-goals/store';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { echoGoal, echoModel } from '../conversation/echo.js';

const goals = [{ ...echoGoal, validatePrompts: false, continueAsNewAfterTurns: 5 }] as const;

/** A store on whose way something fails. */
function troubled(
  store: ConversationStore,
  trouble: () => 'none' | 'refuses' | 'hangs',
): ConversationStore {
  return {
    ...store,
    async save(update) {
      const now = trouble();
      if (now === 'refuses') throw new Error('No store answers.');
      if (now === 'hangs') await new Promise(() => {});
      await store.save(update);
    },
  };
}

describe('a store that is down', () => {
  const store = sqliteStore(':memory:');
  let server: TestAgent<readonly []>;
  let trouble: 'none' | 'refuses' | 'hangs' = 'refuses';
  const begin = async (own: ConversationStore, taskQueue: string) =>
    await createTestAgent({
      goals,
      store: own,
      taskQueue,
      server: server.environment,
      model: echoModel(),
    });
  const textsOf = async (conversationId: string): Promise<(string | undefined)[]> =>
    (await store.transcript({ conversationId })).messages.map(({ text }) => text);
  const expected = (count: number): string[] => [
    'Hello.',
    ...Array.from({ length: count }, (_, index) => [`m${index}`, `echo m${index}`]).flat(),
  ];
  beforeAll(async () => {
    server = await createTestAgent({ goals: [], server: 'dev' });
  });
  afterAll(async () => await server.close());

  test.each(['refuses', 'hangs'] as const)(
    'and %s holds no turn up, and is caught up with by the next Worker, over continue-as-new',
    async (how) => {
      trouble = how;
      const down = troubled(store, () => trouble);
      const first = await begin(down, `down-${how}`);
      const chat = await first.start('echo', { conversationId: how });
      for (let turn = 0; turn < 7; turn += 1) {
        expect((await chat.send(`m${turn}`)).text).toBe(`echo m${turn}`);
      }
      expect(await textsOf(how)).toEqual([]);
      await first.close();

      // What the first Worker had in memory is gone with it.
      const second = await begin(store, `down-${how}`);
      const again = second.agents.conversation(how);
      await again.send('m7');
      await again.send('m8');
      expect(await textsOf(how)).toEqual(expected(9));
      await again.end();
      await again.waitFor(['ended']);
      await expect
        .poll(async () => (await store.conversation({ conversationId: how }))?.status.state)
        .toBe('ended');
      await second.close();
    },
    180_000,
  );

  test('and comes back is caught up with by the same Worker, even after the end', async () => {
    trouble = 'refuses';
    const agent = await begin(
      troubled(store, () => trouble),
      'back',
    );
    const chat = await agent.start('echo', { conversationId: 'back' });
    await chat.send('m0');
    await chat.end();
    expect((await chat.result()).outcome).toBe('ended');
    expect(await textsOf('back')).toEqual([]);
    trouble = 'none';
    await expect.poll(async () => await textsOf('back'), { timeout: 40_000 }).toEqual(expected(1));
    expect((await store.conversation({ conversationId: 'back' }))?.status.state).toBe('ended');
    await agent.close();
  }, 120_000);
});

test('refused attempts by Signal are on the record, and a flood of them is bounded', async () => {
  const store = sqliteStore(':memory:');
  const agent = await createTestAgent({ goals, store, server: 'dev', model: echoModel() });
  try {
    const chat = await agent.start('echo', { conversationId: 'flood' });
    const handle = agent.client.workflow.getHandle('flood');
    await handle.signal('decide', {
      id: 'd1',
      callId: 'c9',
      inputHash: 'h',
      decision: 'approve',
      by: 'mallory',
    });
    await handle.signal('userPrompt', 'x'.repeat(40_000));
    await handle.signal('confirm');
    // One after the other: the server itself holds back who sends many at once.
    for (let index = 0; index < 80; index += 1) {
      const attempt = { callId: 'c9', inputHash: 'h'.repeat(index + 1) };
      await expect(chat.approve(attempt, { reason: 'r'.repeat(190) })).rejects.toMatchObject({
        type: 'UnknownCall',
      });
    }
    const { items } = await store.record({ conversationId: 'flood' }, { limit: 1_000 });
    const about = items.map(({ kind, by, refused }) => [kind, by, refused?.type]);
    expect(about).toContainEqual(['approve', 'mallory', 'UnknownCall']);
    expect(about).toContainEqual(['confirm', undefined, 'UnknownCall']);
    expect(about).toContainEqual(['message', undefined, 'MessageTooLong']);
    expect(items.length).toBeGreaterThan(20);
    expect(items.length).toBeLessThanOrEqual(60);
    expect(Math.max(...items.map((item) => JSON.stringify(item).length))).toBeLessThan(2_500);
  } finally {
    await agent.close();
  }
}, 120_000);
