import { AgentClient } from '@durable-goals/client';
import { sqliteStore } from '@durable-goals/store';
import { createTestAgent, scriptedModel } from '@durable-goals/testing';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookGoal } from './book-goal.js';

describe('a conversation that nobody works on', () => {
  const store = sqliteStore(':memory:');
  const goals = [bookGoal] as const;
  let stopWorker: () => Promise<void>;
  let agents: AgentClient<typeof goals>;
  let client: Client;
  let said: readonly unknown[];
  let closeServer: () => Promise<void>;
  beforeAll(async () => {
    const server = await createTestAgent({ goals: [], server: 'dev' });
    const agent = await createTestAgent({
      goals,
      store,
      server: server.environment,
      model: scriptedModel([
        { say: 'Which book?' },
        { call: 'Order', input: { title: 'Emma' } },
        { say: 'Which book, the second time?' },
      ]),
    });
    ({ client } = agent);
    closeServer = async () => await server.close();
    stopWorker = async () => await agent.close();
    agents = new AgentClient({
      client,
      taskQueue: agent.taskQueue,
      store,
      patience: { acceptMs: 1_000 },
    });
    const chat = await agent.start('book', { conversationId: 'books' });
    await chat.send('Emma', { by: 'ada' });
    said = await chat.messages();
    await stopWorker();
  });
  afterAll(async () => await closeServer());

  test('is read as it stands without a Worker', async () => {
    const chat = agents.conversation('books');
    expect(await chat.messages()).toEqual(said);
    expect(await chat.messages(1)).toEqual(said.slice(1));
    const status = await chat.status();
    expect(status).toMatchObject({ state: 'awaiting-approval', stale: true, lastSeq: 3 });
    expect(await chat.approvals()).toMatchObject([{ callId: 'c1', tool: 'Order' }]);
    expect(await chat.transcript({ limit: 2 })).toEqual({ messages: said.slice(0, 2), more: true });
    const waiting = [];
    for await (const found of agents.pending()) waiting.push(found);
    expect(waiting).toMatchObject([{ conversationId: 'books', approvals: [{ callId: 'c1' }] }]);
  });

  test('is over once it was terminated, and is read after Temporal deleted it', async () => {
    const chat = agents.conversation('books');
    await client.workflow.getHandle('books').terminate();
    expect(await chat.status()).toMatchObject({ state: 'ended', stale: true });
    await client.workflowService.deleteWorkflowExecution({
      namespace: client.options.namespace,
      workflowExecution: { workflowId: 'books' },
    });
    await expect.poll(async () => await isDeleted(client), { timeout: 80_000 }).toBe(true);
    expect(await chat.messages()).toEqual(said);
    expect(await chat.status()).toMatchObject({ goalId: 'book', stale: true });
    const listed = [];
    for await (const { conversationId } of agents.list()) listed.push(conversationId);
    expect(listed).toEqual(['books']);
    await expect(agents.conversation('nobody').messages()).rejects.toMatchObject({
      type: 'NoConversation',
    });
  }, 100_000);

  test('is not taken for the next one under its id', async () => {
    const chat = await agents.start('book', { conversationId: 'books' });
    expect(await chat.status()).toMatchObject({ state: 'working', lastSeq: 0 });
    await expect(chat.messages()).rejects.toMatchObject({ type: 'NoWorker' });
  });

  test('is read with no Temporal at all', async () => {
    const nowhere = new Client({
      connection: Connection.lazy({ address: '127.0.0.1:1', connectTimeout: 500 }),
    });
    const reader = new AgentClient({ client: nowhere, store, patience: { acceptMs: 300 } });
    expect((await reader.conversation('books').transcript()).messages).toEqual(said);
    const listed = [];
    for await (const found of reader.list()) listed.push(found.goalId);
    expect(listed).toEqual(['book']);
    expect((await reader.conversation('books').record()).items).toEqual([]);
  });
});

async function isDeleted(client: Client): Promise<boolean> {
  try {
    await client.workflow.getHandle('books').describe();
    return false;
  } catch {
    return true;
  }
}
