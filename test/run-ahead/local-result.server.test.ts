import { setTimeout as sleep } from 'node:timers/promises';
import { AgentPlugin } from '@durable-goals/activities';
import { AgentClient } from '@durable-goals/client';
import { defineGoal, queries, updates, type ConversationStore } from '@durable-goals/core';
import { sqliteStore } from '@durable-goals/store';
import { recordHistory, replayHistory, scriptedModel } from '@durable-goals/testing';
import type { PayloadCodec } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, onTestFinished, test } from 'vitest';
import { openServer } from './stage.js';

const taskQueue = 'local-result';
const talk = { instructions: 'Talk.', validatePrompts: false, tools: [] } as const;
const goals = [
  ...['one', 'two'].map((id) => defineGoal({ id, title: id, ...talk })),
  defineGoal({ id: 'short', title: 'short', ...talk, continueAsNewAfterTurns: 1 }),
];

test('a change of goal while somebody looks and somebody writes leaves a history that replays', async () => {
  const { address, client } = await openServer();
  const first = await startWorker(address);
  const chat = await new AgentClient({ client, taskQueue }).start('one', { conversationId: 'c' });
  await chat.waitFor(['awaiting-user']);
  await first.stop();

  const handle = client.workflow.getHandle('c');
  const changed = handle.executeUpdate(updates.changeGoal, { args: [{ id: 'g', goalId: 'two' }] });
  changed.catch(() => undefined);
  await sleep(300);
  const asked = handle.query(queries.state).catch(() => undefined);
  await sleep(300);
  // The Workflow Task has the Query with it, and takes so long that a message comes before it is done.
  const codec = heldOnce();
  const second = await startWorker(address, { codec });
  await codec.reached;
  const more = chat.send('Hello?');
  await sleep(500);
  codec.letGo();
  await Promise.allSettled([changed, asked]);
  expect(await more).toMatchObject({ turn: 1, state: 'awaiting-user' });
  await second.stop();
  const history = await recordHistory(client, 'c');
  await expect(replayHistory(history)).resolves.toBeUndefined();
}, 120_000);

test('a run that hands over while somebody looks and somebody writes leaves a history that replays, and the message counts once', async () => {
  const { address, client } = await openServer();
  const store = sqliteStore(':memory:');
  onTestFinished(() => store.close());
  const agents = new AgentClient({ client, taskQueue });
  const { chat, handle, runId } = await untilHandOverWaits();

  async function untilHandOverWaits() {
    for (let attempt = 1; ; attempt += 1) {
      const first = await startWorker(address, { store });
      const conversationId = `h${attempt}`;
      const begun = await agents.start('short', { conversationId });
      const latest = client.workflow.getHandle(conversationId);
      const run = (await latest.describe()).runId;
      await begun.send('Hi');
      await first.stop();
      // It is due a second after the run began; a late machine did it before the Worker was stopped.
      await sleep(1_500);
      if ((await latest.describe()).runId === run || attempt === 5) {
        return { chat: begun, handle: latest, runId: run };
      }
    }
  }

  const asked = handle.query(queries.state).catch(() => undefined);
  await sleep(300);
  const codec = heldOnce();
  const second = await startWorker(address, { store, codec });
  await codec.reached;
  const more = chat.send('Hello?');
  await sleep(500);
  codec.letGo();
  await asked;
  expect(await more).toMatchObject({ state: 'awaiting-user' });
  const messages = await chat.messages();
  expect(messages.filter(({ role }) => role === 'user')).toHaveLength(2);
  await second.stop();
  expect((await handle.describe()).runId).not.toBe(runId);
  const history = await recordHistory(client, chat.id, runId);
  await expect(replayHistory(history)).resolves.toBeUndefined();
}, 120_000);

test('a goal that is looked up slowly while somebody looks and somebody writes leaves a history that replays', async () => {
  const { address, client } = await openServer();
  const chat = await new AgentClient({ client, taskQueue }).start('one', { conversationId: 's' });
  const handle = client.workflow.getHandle('s');
  const asked = handle.query(queries.state).catch(() => undefined);
  await sleep(300);
  const worker = await startWorker(address, { lookUpMs: 1_000 });
  await sleep(400);
  const more = chat.send('Hello?');
  await asked;
  expect(await more).toMatchObject({ state: 'awaiting-user' });
  await worker.stop();
  const history = await recordHistory(client, 's');
  expect(history).not.toContain('MARKER_RECORDED');
  await expect(replayHistory(history)).resolves.toBeUndefined();
}, 120_000);

async function startWorker(
  address: string,
  {
    codec,
    store,
    lookUpMs = 0,
  }: {
    readonly codec?: PayloadCodec;
    readonly store?: ConversationStore;
    readonly lookUpMs?: number;
  } = {},
) {
  const connection = await NativeConnection.connect({ address });
  const model = scriptedModel([
    { say: 'Hello.' },
    { say: 'Two.' },
    { say: 'Well.' },
    { say: 'So.' },
  ]);
  const worker = await Worker.create({
    connection,
    taskQueue,
    plugins: [new AgentPlugin({ goals, model, ...(store === undefined ? {} : { store }) })],
    ...(codec === undefined ? {} : { dataConverter: { payloadCodecs: [codec] } }),
    interceptors: {
      activity: [
        ({ info: { activityType } }) => ({
          inbound: {
            async execute(input, next) {
              if (activityType === 'durableGoals.resolveGoal') await sleep(lookUpMs);
              return await next(input);
            },
          },
        }),
      ],
    },
  });
  const running = worker.run();
  return {
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

/** Changes nothing, and holds the first thing that the Worker sends until it is let go. */
function heldOnce(): PayloadCodec & { readonly reached: Promise<void>; letGo(): void } {
  let reach = (): void => undefined;
  let letGo = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const free = new Promise<void>((resolve) => (letGo = resolve));
  return {
    reached,
    letGo: () => letGo(),
    async encode(payloads) {
      reach();
      await free;
      return payloads;
    },
    decode: (payloads) => Promise.resolve(payloads),
  };
}
