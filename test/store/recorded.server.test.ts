import { sqliteStore } from '@durable-goals/store';
import {
  createTestAgent,
  recordHistory,
  replayHistory,
  scriptedModel,
  type TestAgent,
} from '@durable-goals/testing';
import type { ConversationStore } from '@durable-goals/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookGoal } from './book-goal.js';

const goals = [bookGoal] as const;

describe('a conversation that is written to a store', () => {
  const store = sqliteStore(':memory:');
  let agent: TestAgent<typeof goals>;
  beforeAll(async () => {
    agent = await createTestAgent({
      goals,
      store,
      server: 'dev',
      model: scriptedModel([
        { say: 'Which book?' },
        { call: 'Order', input: { title: 'Emma' } },
        { say: 'Ordered. Anything else?' },
        { call: 'Order', input: { title: 'Persuasion' } },
        { done: 'Goodbye.' },
      ]),
    });
  });
  afterAll(async () => await agent.close());

  test('is there as it stands, after every step, and whole when it ended', async () => {
    const ref = { conversationId: 'books' };
    const chat = await agent.start('book', { conversationId: 'books' });
    expect(await store.conversation(ref)).toMatchObject({
      status: { state: 'awaiting-user', goalId: 'book', lastSeq: 1 },
    });
    let answer = await chat.send('Emma', { by: 'ada' });
    const [pending] = answer.approvals;
    if (pending === undefined) throw new Error('There is no approval.');
    expect((await store.pending()).items).toMatchObject([
      { conversationId: 'books', goalId: 'book', approvals: [pending] },
    ]);
    await expect(
      chat.approve({ ...pending, inputHash: 'another' }, { by: 'mallory', reason: 'please' }),
    ).rejects.toMatchObject({ type: 'StaleApproval' });
    answer = await chat.approve(pending, { by: 'ada', reason: 'a gift' });
    expect(answer.text).toContain('Anything else');
    expect((await store.pending()).items).toEqual([]);

    const again = (await chat.send('Persuasion')).approvals[0];
    if (again === undefined) throw new Error('There is no approval.');
    const before = await chat.messages();
    expect((await store.transcript(ref)).messages).toEqual(before);
    await chat.reject(again, { by: 'ben' });
    const result = await chat.result();

    const { messages } = await store.transcript(ref);
    expect(messages).toEqual(result.messages);
    expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, index) => index + 1));
    expect(await store.conversation(ref)).toMatchObject({
      endedAt: expect.any(String),
      status: { state: 'ended', outcome: 'done', usage: result.usage },
    });
    const { items } = await store.record(ref);
    expect(
      items.map(({ kind, by, callId, reason, refused }) => [
        kind,
        by,
        callId,
        reason,
        refused?.type,
      ]),
    ).toEqual([
      ['approve', 'mallory', 'c1', 'please', 'StaleApproval'],
      ['approved', 'ada', 'c1', 'a gift', undefined],
      ['rejected', 'ben', 'c2', undefined, undefined],
    ]);
    await replayHistory(await recordHistory(agent.client, 'books'));
  });

  test('takes one Activity of history more than one that is not, and few bytes', async () => {
    const written = await historyOf(store);
    const plain = await historyOf(undefined);
    expect(written.events - plain.events).toBe(3);
    expect((written.bytes - plain.bytes) / 20).toBeLessThan(300);
  });
});

/** The history of a chat of twenty turns. */
async function historyOf(
  store: ConversationStore | undefined,
): Promise<{ readonly events: number; readonly bytes: number }> {
  const steps = Array.from({ length: 21 }, (_, index) => ({
    say: `Question ${index}, of ordinary length?`,
  }));
  const agent = await createTestAgent({
    goals,
    server: 'dev',
    model: scriptedModel([...steps, { done: 'Goodbye.' }]),
    ...(store === undefined ? {} : { store }),
  });
  try {
    const chat = await agent.start('book', { conversationId: 'measured' });
    for (let turn = 0; turn < 20; turn += 1) await chat.send(`Answer ${turn}, of ordinary length.`);
    await chat.send('bye');
    await chat.result();
    const history = await recordHistory(agent.client, 'measured');
    const { events: all } = JSON.parse(history) as {
      readonly events: readonly { readonly eventType: string }[];
    };
    // How many Workflow Tasks there are is a matter of timing.
    const events = all.filter(({ eventType }) => !eventType.startsWith('EVENT_TYPE_WORKFLOW_TASK'));
    const data = history.matchAll(/"data":\s*"([^"]*)"/g);
    const bytes = [...data].reduce((sum, [, text = '']) => sum + (text.length * 3) / 4, 0);
    return { events: events.length, bytes };
  } finally {
    await agent.close();
  }
}
