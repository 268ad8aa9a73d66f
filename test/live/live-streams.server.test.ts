import type { LiveChannel } from '@durable-goals/core';
import { startDevServer, type DevServer } from '@durable-goals/dev-server';
import { localLive } from '@durable-goals/live';
import { createServer, type Listening, type ServerOptions } from '@durable-goals/server';
import { sqliteStore } from '@durable-goals/store';
import { Client, Connection } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startWorker, type WorkerProcess } from '../worker-process.js';
import { follow, type Follower } from './follow.js';
import { answerTo, talkGoal } from './talk-goal.js';

const module = fileURLToPath(new URL('./talk-worker.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'durable-goals-live-streams-'));
const file = join(folder, 'conversations.db');
const directory = join(folder, 'live');
const store = sqliteStore(file);
let temporal: DevServer;
let connection: Connection;
let live: LiveChannel;
let options: Pick<ServerOptions, 'client' | 'goals' | 'store' | 'streams' | 'page'>;
let server: Listening;
/** Each group has a Task Queue of its own: Temporal gives what was meant for a Worker that was killed to nobody for seconds. */
let taskQueue: string;
const workers: WorkerProcess[] = [];
const followers: Follower[] = [];

async function worker(msPerWord: number): Promise<WorkerProcess> {
  const args = [temporal.address, taskQueue, file, directory, `${msPerWord}`];
  const started = await startWorker(module, args);
  workers.push(started);
  return started;
}

/** A server for conversations that no other test has a Worker for. */
async function served(): Promise<void> {
  taskQueue = `live-${randomUUID()}`;
  server = await createServer({ ...options, taskQueue, live }).listen({ port: 0 });
}

async function notServed(): Promise<void> {
  await noWorkers();
  await server.close();
}

async function noWorkers(): Promise<void> {
  for (const { child } of workers.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}

beforeAll(async () => {
  temporal = await startDevServer();
  connection = await Connection.connect({ address: temporal.address });
  live = localLive({ directory });
  const client = new Client({ connection });
  options = { client, goals: [talkGoal], store, streams: { each: 250 }, page: false };
});
afterEach(() => {
  for (const follower of followers.splice(0)) follower.close();
});
afterAll(async () => {
  await live.close();
  await connection.close();
  await temporal.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function post(path: string, body: object): Promise<number> {
  const response = await fetch(`${server.url}/v1/conversations${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await response.text();
  return response.status;
}

async function following(
  id: string,
  from?: string,
  at: Pick<Listening, 'url'> = server,
): Promise<Follower> {
  const headers = from === undefined ? {} : { 'last-event-id': from };
  const follower = await follow(`${at.url}/v1/conversations/${id}/events`, headers);
  followers.push(follower);
  return follower;
}

/** Begins a conversation and waits for what the agent says first. */
async function begun(id: string): Promise<Follower> {
  expect(await post('', { goalId: 'talk', conversationId: id })).toBe(201);
  const follower = await following(id);
  await follower.until(() => follower.state()?.state === 'awaiting-user');
  return follower;
}

const said = (follower: Follower): readonly (string | undefined)[] =>
  follower.messages().map(({ text }) => text);
const answered = (follower: Follower, text: string) => (): boolean =>
  said(follower).includes(answerTo(text));

describe('somebody who follows a conversation', () => {
  beforeAll(async () => {
    await served();
    await worker(25);
  });
  afterAll(notServed);

  test('reads the first words before the answer is whole, and then the message', async () => {
    const follower = await begun('first-words');
    await post('/first-words/messages', { text: 'a' });
    await follower.until(() => follower.words().startsWith('a-0'));
    expect(follower.words().length).toBeLessThan(answerTo('a').length);
    await follower.until(answered(follower, 'a'));
    const texts = follower.events.filter(({ event }) => event === 'text');
    expect(texts.length).toBeGreaterThan(5);
    const message = follower.events.findLast(({ event }) => event === 'message');
    expect((message?.at ?? 0) - (texts[0]?.at ?? 0)).toBeGreaterThan(300);
    expect(said(follower)).toEqual(['Hello.', 'a', answerTo('a')]);
    expect(follower.events.map(({ event }) => event)).not.toContain('retract');
  });

  test('sees nothing of the answer to a message that is refused', async () => {
    const follower = await begun('refused');
    const before = follower.events.length;
    await post('/refused/messages', { text: 'off topic' });
    await follower.until(() => said(follower).includes('Not that.'));
    expect(follower.events.slice(before).map(({ event }) => event)).not.toContain('text');
  });

  test('sees how far a tool is', async () => {
    const follower = await begun('tool');
    await post('/tool/messages', { text: 'look there' });
    await follower.until(() => said(follower).includes('There it is.'));
    const tools = follower.events.filter(({ event }) => event === 'tool');
    expect(tools.map(({ data }) => data['state'])).toContain('settled');
    expect(tools.map(({ data }) => data['progress'])).toContainEqual({ percent: 50 });
  });

  test('misses nothing when the connection is lost in the middle of an answer', async () => {
    const first = await begun('lost');
    await post('/lost/messages', { text: 'b' });
    await first.until(() => first.words().includes('b-3'));
    first.close();
    const second = await following('lost', first.lastId());
    await second.until(() => second.words().startsWith('b-0'));
    expect(second.words().length).toBeLessThan(answerTo('b').length);
    await second.until(answered(second, 'b'));
    // Each message once, over both connections.
    const seqs = [...first.messages(), ...second.messages()].map(({ seq }) => seq);
    expect(seqs).toEqual([1, 2, 3]);
  });

  test('reads everything again that comes after the message that is named', async () => {
    const follower = await begun('again');
    await post('/again/messages', { text: 'c' });
    await follower.until(answered(follower, 'c'));
    const late = await following('again', '2');
    await late.until(answered(late, 'c'));
    expect(late.messages().map(({ seq }) => seq)).toEqual([3]);
    const fromStart = await following('again');
    await fromStart.until(answered(fromStart, 'c'));
    expect(said(fromStart)).toEqual(['Hello.', 'c', answerTo('c')]);
  });

  test('gets all of it without words where no live channel is', async () => {
    expect(await post('', { goalId: 'talk', conversationId: 'deaf' })).toBe(201);
    const deaf = await createServer({ ...options, taskQueue }).listen({ port: 0 });
    const follower = await following('deaf', undefined, deaf);
    await follower.until(() => follower.state()?.state === 'awaiting-user');
    await post('/deaf/messages', { text: 'd' });
    await follower.until(answered(follower, 'd'));
    expect(follower.events.map(({ event }) => event)).not.toContain('text');
    follower.close();
    await deaf.close();
  });

  test('is told when it has ended, and the stream is closed', async () => {
    const follower = await begun('ends');
    await post('/ends/messages', { text: 'bye' });
    await follower.closed;
    expect(follower.events.at(-1)?.event).toBe('end');
    expect(said(follower)).toEqual(['Hello.', 'bye', 'Goodbye.']);
    expect(follower.state()?.state).toBe('ended');
  });

  test('is let go at once by a server that stops, and goes on at another one', async () => {
    const other = await createServer({ ...options, taskQueue, live }).listen({ port: 0 });
    (await begun('moves')).close();
    const follower = await following('moves', undefined, other);
    await follower.until(() => said(follower).includes('Hello.'));
    const stopping = other.close();
    await follower.closed;
    await stopping;
    const next = await following('moves', follower.lastId());
    await post('/moves/messages', { text: 'f' });
    await next.until(answered(next, 'f'));
    expect(said(next)).toEqual(['f', answerTo('f')]);
  });

  test('of something that is not there is told so, and not with a stream', async () => {
    const response = await fetch(`${server.url}/v1/conversations/nobody/events`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('whatever becomes of the Worker', () => {
  beforeEach(served);
  afterEach(notServed);

  test('an answer whose Worker is killed is taken back, and given once by the next one', async () => {
    const first = await worker(60);
    const follower = await begun('killed');
    await post('/killed/messages', { text: 'e' });
    await follower.until(() => follower.words().includes('e-4'));
    first.child.kill('SIGKILL');
    await follower.until(() => follower.words() === '');
    await worker(5);
    await follower.until(answered(follower, 'e'));
    const kinds = follower.events.map(({ event }) => event);
    expect(kinds.filter((kind) => kind === 'retract')).toHaveLength(1);
    expect(said(follower)).toEqual(['Hello.', 'e', answerTo('e')]);
    const keys = follower.events.flatMap(({ event, data }) =>
      event === 'text' ? [data['key']] : [],
    );
    expect(new Set(keys).size).toBeGreaterThan(1);
  });

  test('without a Worker, what is kept is told at once, marked as stale', async () => {
    await worker(1);
    const before = await begun('offline');
    before.close();
    await noWorkers();
    const begunAt = Date.now();
    const follower = await following('offline');
    await follower.until(() => follower.state() !== undefined);
    expect(Date.now() - begunAt).toBeLessThan(1_000);
    expect(said(follower)).toEqual(['Hello.']);
    await follower.until(() => follower.state()?.stale === true);
  });

  let crowds = 0;
  test('a hundred conversations at once, each followed twice: nothing is lost, nothing mixed up', async () => {
    await worker(10);
    crowds += 1;
    const names = Array.from({ length: 100 }, (_, index) => `crowd-${crowds * 1_000 + index}`);
    await Promise.all(
      names.map(async (id) => {
        expect(await post('', { goalId: 'talk', conversationId: id })).toBe(201);
      }),
    );
    const pairs = await Promise.all(
      names.map(async (id) => [await following(id), await following(id)] as const),
    );
    await Promise.all(
      pairs.flat().map(async (one) => await one.until(() => said(one).includes('Hello.'))),
    );
    await Promise.all(
      names.map(async (id) => expect(await post(`/${id}/messages`, { text: id })).toBe(202)),
    );
    await Promise.all(
      pairs.flatMap((pair, index) =>
        pair.map(async (one) => await one.until(answered(one, names[index] ?? ''))),
      ),
    );
    let heard = 0;
    for (const [index, pair] of pairs.entries()) {
      const name = names[index] ?? '';
      for (const follower of pair) {
        expect(said(follower)).toEqual(['Hello.', name, answerTo(name)]);
        const words = follower.events.flatMap(({ event, data }) =>
          event === 'text' && data['text'] !== 'Hello.' ? [String(data['text'])] : [],
        );
        if (words.join('').includes(`${name}-0`)) heard += 1;
        const others = words.join(' ').match(/crowd-\d+/g) ?? [];
        expect(others.filter((other) => other !== name)).toEqual([]);
      }
    }
    // Messages are never missed; where a machine is late, a message may be there before its words.
    expect(heard).toBeGreaterThan(150);
  }, 120_000);
});
