import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentClient, type Conversation } from '@durable-goals/client';
import type { JsonObject } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorker } from '../worker-process.js';
import { attemptsIn, call, plansIn, words, type officeGoals } from './office.js';

type Goals = ReturnType<typeof officeGoals>;

const module = fileURLToPath(new URL('office-worker.ts', import.meta.url));
const buy = (...calls: readonly JsonObject[]) => words(call('Buy', { task: words(...calls) }));
let server: TestAgent<[]>;
beforeAll(async () => {
  server = await createTestAgent({ goals: [], server: 'dev' });
});
afterAll(async () => await server.close());

/** Workers of an office of its own, one after the other, and whoever talks to them. */
async function office(killedBy = '') {
  const folder = mkdtempSync(join(tmpdir(), 'office-'));
  const { client, environment } = server;
  const agents = new AgentClient<Goals>({
    client,
    taskQueue: folder,
  });
  const args = [environment.address ?? '', folder, folder, killedBy];
  let worker = await startWorker(module, args);
  const begin = async (): Promise<void> => {
    worker = await startWorker(module, args);
  };
  return {
    folder,
    agents,
    begin,
    /** Kills the Worker, and says when it is gone. */
    async kill(): Promise<void> {
      const gone = once(worker.child, 'exit');
      worker.child.kill('SIGKILL');
      await gone;
    },
    /** Has the Worker killed by what it does, and another one begun after that. */
    async survives(what: () => Promise<unknown>): Promise<void> {
      const gone = once(worker.child, 'exit');
      const done = what();
      expect(await gone).toEqual([null, 'SIGKILL']);
      await begin();
      await done;
    },
    /** A chat whose sub-agent waits for approval of a call. */
    async asking(what: JsonObject) {
      const chat = await agents.start('desk');
      await chat.waitFor(['awaiting-user']);
      await chat.send(buy(what));
      await chat.waitFor(['awaiting-approval']);
      const [pending] = await chat.approvals();
      if (pending === undefined) throw new Error('Nothing waits.');
      return { chat, pending };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await worker.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What the agent says when it is done with what was asked. */
async function answerOf(chat: Conversation): Promise<string | undefined> {
  await chat.waitFor(['awaiting-user']);
  return (await chat.messages()).findLast(({ role }) => role === 'agent')?.text;
}

async function toolMessage(chat: Conversation) {
  return (await chat.messages()).find(({ role }) => role === 'tool');
}

// They wait for the server more than they work.
describe.concurrent('a Worker is killed', () => {
  test('while a sub-agent waits for approval: the decision finds it, and nothing is done twice', async () => {
    await using place = await office();
    const { folder } = place;
    const { chat, pending } = await place.asking(call('Order', { item: 'pen' }));
    expect(pending).toMatchObject({ callId: 'c1.c1', subAgent: { goalId: 'buyer' } });
    await place.kill();
    // Nobody is there who could take it: it waits with the server.
    expect(await chat.approve(pending, { by: 'ada' })).toMatchObject({ state: 'queued' });
    await place.begin();
    expect(await answerOf(chat)).toBe('It gave [{"results":[{"ordered":"pen"}]}].');
    expect(attemptsIn(folder)).toHaveLength(1);
    expect(plansIn(folder)).toEqual(['desk', 'desk', 'buyer', 'buyer', 'desk']);
    const given = { by: 'ada', decision: 'approved' };
    const above = await toolMessage(chat);
    expect(above?.toolCall?.subAgent?.decisions).toMatchObject([{ callId: 'c1.c1', ...given }]);
    const below = await toolMessage(place.agents.conversation(`${chat.id}.c1`));
    expect(below?.toolCall?.approval).toMatchObject(given);
  }, 120_000);

  test('while decisions are on their way to sub-agents: each counts once', async () => {
    await using place = await office();
    const { folder } = place;
    const chats = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f'].map(async (item) => ({
        item,
        ...(await place.asking(call('Order', { item }))),
      })),
    );
    // One after the other, so that the kill finds each somewhere else on its way.
    const decided = chats.map(async ({ chat, pending }, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 25));
      return await chat.approve(pending, { by: 'ada' });
    });
    await new Promise((resolve) => setTimeout(resolve, 90));
    await place.kill();
    await place.begin();
    await Promise.all(decided);
    for (const { chat, item: own } of chats) {
      expect(await answerOf(chat)).toBe(`It gave [{"results":[{"ordered":"${own}"}]}].`);
      const keys = attemptsIn(folder).flatMap(({ item, key }) => (item === own ? [key] : []));
      expect(new Set(keys)).toEqual(new Set([expect.stringMatching(/\.c1:[^:]+:c1$/)]));
    }
  }, 120_000);

  test('while a sub-agent runs a tool with a key: it is tried again with that', async () => {
    await using place = await office();
    const { chat, pending } = await place.asking(call('Order', { item: 'kill' }));
    await place.survives(() => chat.approve(pending));
    expect(await answerOf(chat)).toBe('It gave [{"results":[{"ordered":"kill"}]}].');
    const orders = attemptsIn(place.folder);
    expect(orders).toHaveLength(2);
    expect(new Set(orders.map(({ key }) => key)).size).toBe(1);
  }, 120_000);

  test('while a sub-agent runs an unsafe tool: whether it happened is asked above', async () => {
    await using place = await office();
    const { chat, pending } = await place.asking(call('Pay', { item: 'kill' }));
    await chat.approve(pending, { by: 'ada' });
    await place.survives(() => chat.approve(pending, { by: 'bob' }));
    expect(await chat.waitFor(['in-doubt'])).toMatchObject({
      inDoubt: [{ callId: 'c1.c1', tool: 'Pay', subAgent: { goalId: 'buyer' } }],
    });
    const { text } = await chat.resolve('c1.c1', { happened: true, output: { paid: 1 } });
    expect(text).toBe('It gave [{"results":[{"paid":1}]}].');
    expect(attemptsIn(place.folder)).toHaveLength(1);
  }, 120_000);

  test.each([
    ['its tool runs', 'kill', ''],
    ['the other goal is looked up', 'pen', 'archive'],
  ])(
    'in a hand-off, while %s: the other goal goes on',
    async (_, item, killedBy) => {
      await using place = await office(killedBy);
      const { folder } = place;
      const chat = await place.agents.start('desk');
      await chat.waitFor(['awaiting-user']);
      await place.survives(() => chat.send(words(call('HandOver', { item }))));
      await chat.waitFor(['awaiting-user']);
      expect(await chat.status()).toMatchObject({ goalId: 'archive', state: 'awaiting-user' });
      const { text } = await chat.send(words(call('Price', { item: 'ink' })));
      expect(text).toBe('It gave [{"price":3}].');
      const handOvers = attemptsIn(folder).filter(({ tool }) => tool === 'HandOver');
      expect(handOvers).toHaveLength(item === 'kill' ? 2 : 1);
      // What the model said before is not asked for again.
      expect(plansIn(folder)).toEqual(['desk', 'desk', 'archive', 'archive', 'archive']);
    },
    120_000,
  );
});
