import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAgents, type Connected, type Conversation } from '@durable-goals/client';
import { startDevServer, type DevServer } from '@durable-goals/dev-server';
import type { Goal } from '@durable-goals/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
let server: DevServer;
let connected: Connected<readonly Goal[]>;
let chat: Conversation;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'server-away-'));
  server = await startDevServer({ dbFilename: join(folder, 'temporal.db') });
  connected = await connectAgents({
    temporal: {
      connection: { address: server.address },
      namespace: 'default',
      taskQueue: 'nobody-there',
    },
  });
  chat = await connected.agents.start('rooms', { conversationId: 'away' });
});
afterAll(async () => {
  await connected.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

describe('while the server is away', () => {
  beforeAll(async () => {
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
  });

  const decision = { callId: 'c1', inputHash: 'x' };
  const requests: readonly (readonly [string, (id: string) => Promise<unknown>])[] = [
    ['send', async (id) => await chat.send('A room', { id })],
    ['approve', async (id) => await chat.approve(decision, { id })],
    ['retry', async (id) => await chat.retry({ id })],
  ];
  test.concurrent.each(requests)(
    '%s says in a sentence that it may be sent again, with which id',
    async (name, request) => {
      const error: unknown = await request(`id-of-${name}`).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ type: 'TemporalUnreachable' });
      expect((error as Error).message).toMatch(
        new RegExp(
          `^Temporal cannot be reached \\(.+\\)\\. Start it, or correct TEMPORAL_ADDRESS\\. Nobody knows yet whether 'id-of-${name}' was taken: send it again with that id\\.$`,
        ),
      );
    },
  );

  const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['start', async () => await connected.agents.start('rooms', { conversationId: 'another' })],
    ['status', async () => await chat.status()],
    ['messages', async () => await chat.messages()],
    ['end', async () => await chat.end()],
    ['list', async () => await connected.agents.list().next()],
  ];
  test.concurrent.each(reads)('%s says in a sentence what is wrong', async (_, read) => {
    const begun = Date.now();
    const error: unknown = await read().catch((reason: unknown) => reason);
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(error).toMatchObject({ type: 'TemporalUnreachable' });
    expect((error as Error).message).toMatch(
      /^Temporal cannot be reached \(.+\)\. Start it, or correct TEMPORAL_ADDRESS\.$/,
    );
  });
});

test('a server that is back is met within seconds, however long it was away', async () => {
  // As long as this has gRPC pause for 17 s before it connects again, left to itself.
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  server = await startDevServer({
    dbFilename: join(folder, 'temporal.db'),
    port: Number(server.address.split(':')[1]),
    startTimeoutMs: 15_000,
  });
  const back = Date.now();
  expect(await chat.status()).toMatchObject({ stale: true, goalId: 'rooms' });
  expect(await chat.send('A room', { id: 'id-of-send' })).toMatchObject({ state: 'queued' });
  expect(Date.now() - back).toBeLessThan(15_000);
}, 60_000);

test('a connection may be closed while a call on it is tried again', async () => {
  const own = await connectAgents({
    temporal: { connection: { address: server.address }, namespace: 'default', taskQueue: 'x' },
  });
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
  const asked = own.agents.list().next();
  const ended = expect(asked).rejects.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await own.close();
  await ended;
  // The SDK would throw in a timer of its own, which would fail this run.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
}, 60_000);
