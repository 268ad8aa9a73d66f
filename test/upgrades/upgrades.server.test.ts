import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentClient, type Conversation, endableRetries } from '@durable-goals/client';
import { startDevServer, type DevServer } from '@durable-goals/dev-server';
import { replayHistory, recordHistory } from '@durable-goals/testing';
import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorker, type WorkerProcess } from '../worker-process.js';

const folder = mkdtempSync(join(tmpdir(), 'upgrades-'));
const module = join(import.meta.dirname, 'versioned-worker.ts');
let server: DevServer;
let connection: Connection;
let client: Client;
beforeAll(async () => {
  server = await startDevServer();
  connection = await Connection.connect({
    address: server.address,
    interceptors: endableRetries(),
  });
  client = new Client({ connection });
}, 60_000);
const workers: WorkerProcess[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await connection.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** A deployment on a Task Queue of its own, with a ledger of what its tools did. */
function deployment() {
  const taskQueue = randomUUID();
  const ledger = join(folder, taskQueue);
  return {
    agents: new AgentClient({ client, taskQueue }),
    deploy: async (version: 'v1' | 'v2', kept?: 'kept') => {
      const args = [server.address, taskQueue, ledger, version, ...(kept ? [kept] : [])];
      const worker = await startWorker(module, args);
      workers.push(worker);
      return worker;
    },
    booked: (): readonly unknown[] =>
      existsSync(ledger)
        ? readFileSync(ledger, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as unknown)
        : [],
  };
}

const by = 'ada@example.com';
const systemTexts = async (chat: Conversation) =>
  (await chat.messages()).flatMap(({ role, text }) => (role === 'system' ? [text] : []));
async function replays(chat: Conversation): Promise<void> {
  await replayHistory(await recordHistory(client, chat.id));
}

/** Begins with version one, asks for a room, and has the new deployment in place while the approval waits. */
async function upgraded(kept?: 'kept') {
  const place = deployment();
  const old = await place.deploy('v1');
  const chat = await place.agents.start('rooms', { conversationId: randomUUID() });
  const turn = await chat.send('Book Aspen');
  expect(turn).toMatchObject({ state: 'awaiting-approval', text: 'Version one.' });
  await old.stop();
  await place.deploy('v2', kept);
  const [call] = turn.approvals;
  if (call === undefined) throw new Error('Nothing waits.');
  return { ...place, chat, call };
}

describe('a conversation whose goal was deployed in another version', () => {
  test('keeps its approval, its prompt and its tool when the older version is kept', async () => {
    const { chat, call, booked } = await upgraded('kept');
    const turn = await chat.approve(call, { by });
    expect(turn).toMatchObject({ state: 'awaiting-user', text: 'Version one. completed: fine' });
    expect(booked()).toEqual([{ by: 'v1', room: 'Aspen' }]);
    await replays(chat);
  }, 60_000);

  test('is told that the version is missing, runs no other one, and can ask again once it is there', async () => {
    const { chat, call, booked, deploy } = await upgraded();
    const turn = await chat.approve(call, { by });
    expect(turn.text).toMatchInlineSnapshot(
      `"Version one. not-run: 'Book' was not run: this conversation goes by another version of it than the one that the Worker has for goal 'rooms'. Keep the older goal in the Worker's olderVersions and ask again, or take the new version up with changeGoal."`,
    );
    expect(booked()).toEqual([]);
    expect(await systemTexts(chat)).toMatchInlineSnapshot(`
      [
        "'Book' waits for a Worker that has the version of it that this conversation goes by.",
      ]
    `);
    // A tool that is the same in both versions runs meanwhile.
    expect(await chat.send('Find Birch')).toMatchObject({ text: 'Version one. completed: fine' });
    const again = await chat.send('Book Aspen');
    await workers[0]?.stop();
    await deploy('v2', 'kept');
    const [waiting] = again.approvals;
    if (waiting === undefined) throw new Error('Nothing waits.');
    expect(await chat.approve(waiting, { by })).toMatchObject({
      text: 'Version one. completed: fine',
    });
    expect(booked()).toEqual([{ by: 'v1', room: 'Aspen' }]);
    await replays(chat);
  }, 90_000);

  test('takes the new version up when it is told to, and shows the call anew', async () => {
    const { chat, call, booked } = await upgraded();
    await chat.changeGoal('rooms');
    const messages = await chat.messages();
    expect(messages.find(({ toolCall }) => toolCall)).toMatchObject({
      toolResult: { outcome: 'withdrawn' },
    });
    await expect(chat.approve(call, { by })).rejects.toMatchObject({ type: 'AlreadyDecided' });
    const turn = await chat.send('Book Aspen');
    expect(turn).toMatchObject({ state: 'awaiting-approval', text: 'Version two.' });
    const [waiting] = turn.approvals;
    if (waiting === undefined) throw new Error('Nothing waits.');
    await chat.approve(waiting, { by });
    expect(booked()).toEqual([{ by: 'v2', room: 'Aspen', people: 1 }]);
    await replays(chat);
  }, 60_000);
});

test('while two versions are deployed side by side, a conversation goes on by its own, whichever Worker takes it', async () => {
  const { agents, deploy, booked } = deployment();
  await deploy('v1');
  const chats = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      agents.start('rooms', { conversationId: `${name}-${randomUUID()}` }),
    ),
  );
  await Promise.all(chats.map((chat) => chat.waitFor()));
  await deploy('v2');
  for (const room of ['Aspen', 'Birch']) {
    await Promise.all(
      chats.map(async (chat) => {
        const turn = await chat.send(`Book ${room}`);
        expect(turn.text).toBe('Version one.');
        const [call] = turn.approvals;
        if (call === undefined) throw new Error('Nothing waits.');
        const { text } = await chat.approve(call, { by });
        expect(text).toMatch(/^Version one\. (?:completed: fine|not-run: 'Book' was not run: )/);
      }),
    );
  }
  const messages = (await Promise.all(chats.map((chat) => chat.messages()))).flat();
  const completed = messages.filter(({ toolResult }) => toolResult?.outcome === 'completed');
  // Whatever ran is on the record, and nothing ran as something else than what was approved.
  expect(booked()).toHaveLength(completed.length);
  expect(booked().filter((line) => (line as { by: string }).by !== 'v1')).toEqual([]);
  expect(completed.length).toBeGreaterThan(0);
}, 90_000);
