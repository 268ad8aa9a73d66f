import { AgentClient } from '@durable-goals/client';
import { defineGoal, defineTool } from '@durable-goals/core';
import {
  createTestAgent,
  scriptedModel,
  type ScriptedModel,
  type ScriptedStep,
  type TestAgent,
} from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const booked: string[] = [];
const book = defineTool({
  name: 'Book',
  description: 'Book a room',
  effect: 'idempotent',
  needsApproval: 'always',
  input: z.strictObject({ room: z.string() }),
  execute: ({ room }) => {
    booked.push(room);
    return { booked: room };
  },
});
const rooms = defineGoal({ id: 'rooms', title: 'Rooms', instructions: 'Book.', tools: [book] });
const goals = [rooms] as const;

let server: TestAgent<typeof goals>;
beforeAll(async () => {
  server = await createTestAgent({ goals, model: scriptedModel([]), server: 'dev' });
});
afterAll(async () => await server.close());

let queues = 0;
/** A client whose Worker comes and goes, impatient so that the test is quick. */
function office() {
  queues += 1;
  const taskQueue = `no-worker-${queues}`;
  const { client, environment } = server;
  const patience = { acceptMs: 400 };
  return {
    agents: new AgentClient<typeof goals>({ client, taskQueue, patience }),
    opens: async (script: readonly ScriptedStep[]) => {
      const model = scriptedModel(script);
      const worker = await createTestAgent({ goals, model, server: environment, taskQueue });
      return { model, close: () => worker.close() };
    },
  };
}

const textsTo = (model: ScriptedModel): readonly string[] =>
  model.requests.flatMap(({ purpose, situation: { trigger } }) =>
    purpose === 'plan' && trigger.kind === 'message' ? [trigger.text] : [],
  );

describe('with no Worker', () => {
  test('a message is queued, and taken once when a Worker comes', async () => {
    const { agents, opens } = office();
    const chat = await agents.start('rooms', { conversationId: 'early' });
    expect(await chat.send('A room', { id: 'm1' })).toMatchObject({ state: 'queued', text: '' });
    // As a person does who saw no answer: the very same message again, and another one.
    expect(await chat.send('A room', { id: 'm1' })).toMatchObject({ state: 'queued' });
    expect(await chat.send('Please', { id: 'm2' })).toMatchObject({ state: 'queued' });
    const worker = await opens([{ say: 'Hello.' }, { say: 'Which?' }, { say: 'Well?' }]);
    await expect.poll(async () => (await chat.status()).turn, { timeout: 10_000 }).toBe(2);
    expect(await chat.waitFor()).toMatchObject({ state: 'awaiting-user', queued: 0 });
    expect(textsTo(worker.model)).toEqual(['A room', 'Please']);
    expect((await chat.usage()).turns).toBe(2);
    // The id that was queued gets the answer of its own turn, whenever it is asked again.
    expect(await chat.send('A room', { id: 'm1' })).toMatchObject({ turn: 1, text: 'Which?' });
    await worker.close();
  });

  test('a status is what the server knows, and says so', async () => {
    const { agents, opens } = office();
    const chat = await agents.start('rooms', { conversationId: 'blind' });
    expect(await chat.status()).toMatchObject({
      conversationId: 'blind',
      goalId: 'rooms',
      state: 'working',
      stale: true,
    });
    const worker = await opens([{ say: 'Hello.' }]);
    expect(await chat.waitFor()).toMatchObject({ state: 'awaiting-user' });
    expect(await chat.status()).not.toHaveProperty('stale');
    await chat.end();
    await chat.result();
    await worker.close();
    expect(await chat.status()).toMatchObject({ state: 'ended', stale: true });
  });

  test('what a person waits for in vain comes back in time', async () => {
    const { agents } = office();
    const chat = await agents.start('rooms', { conversationId: 'vain' });
    const started = Date.now();
    expect(await chat.waitFor(['ended'], { timeoutMs: 300 })).toMatchObject({ stale: true });
    await expect(chat.messages()).rejects.toMatchObject({
      type: 'NoWorker',
      message: `No Worker took 'messages' in time. Start one and look at the status before you send it again: it may be taken yet.`,
    });
    await expect(chat.retry()).rejects.toMatchObject({ type: 'NoWorker' });
    expect(Date.now() - started).toBeLessThan(5_000);
    await chat.end();
  });

  test('an end is kept, and takes effect when a Worker comes', async () => {
    const { agents, opens } = office();
    const chat = await agents.start('rooms', { conversationId: 'ended-early' });
    await chat.end();
    const worker = await opens([{ say: 'Hello.' }]);
    expect(await chat.result()).toMatchObject({ outcome: 'ended' });
    await worker.close();
  });

  test.each([
    ['approve', ['Aspen'], 'Booked.'],
    ['reject', [], 'Left.'],
  ] as const)('to %s is queued as a Signal, and counts once', async (decision, rooms, text) => {
    booked.length = 0;
    const { agents, opens } = office();
    const first = await opens([{ say: 'Hi.' }, { call: 'Book', input: { room: 'Aspen' } }]);
    const chat = await agents.start('rooms', { conversationId: `${decision}-later` });
    await chat.waitFor();
    const [pending] = (await chat.send('Aspen', { timeoutMs: 20_000 })).approvals;
    if (pending === undefined) throw new Error('There is no approval.');
    await first.close();
    const options = { id: 'd1', by: 'ada@example.com', reason: 'as agreed' };
    expect(await chat[decision](pending, options)).toMatchObject({ state: 'queued' });
    expect(await chat[decision](pending, options)).toMatchObject({ state: 'queued' });
    const second = await opens([{ say: text }]);
    await expect.poll(async () => (await chat.approvals()).length, { timeout: 10_000 }).toBe(0);
    await chat.waitFor();
    expect(booked).toEqual(rooms);
    const call = (await chat.latestToolCall())?.call;
    expect(call?.approval).toMatchObject({ by: 'ada@example.com', reason: 'as agreed' });
    expect((await chat.messages()).at(-1)?.text).toBe(text);
    expect(second.model.stepsLeft).toBe(0);
    await second.close();
  });
});
