import type { LiveNews } from '@durable-goals/core';
import { localLive } from '@durable-goals/live';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { describeChannel, soon, text, watching } from './conformance.js';

const rest: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of rest.splice(0).toReversed()) await close();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'durable-goals-live-'));
  rest.push(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'live');
}

function channel(directory: string) {
  const live = localLive({ directory, complain: () => undefined });
  rest.push(() => live.close());
  return live;
}

describeChannel('one machine', async () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'durable-goals-live-')), 'live');
  return {
    open: () => localLive({ directory }),
    close: async () => rmSync(join(directory, '..'), { recursive: true, force: true }),
  };
});

/** Another process, which writes words of a conversation until it is killed. */
async function writingProcess(directory: string, conversationId: string): Promise<ChildProcess> {
  const module = fileURLToPath(new URL('./writing-process.ts', import.meta.url));
  const node = [...process.execArgv, module];
  const child = spawn(process.execPath, [...node, directory, conversationId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  rest.push(() => void child.kill('SIGKILL'));
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

describe('between processes', () => {
  test('what a Worker wrote that was killed is taken back at once, and the next one is heard', async () => {
    const directory = folder();
    const worker = await writingProcess(directory, 'killed');
    const { heard, shown } = watching(channel(directory), 'killed');
    await soon(() => expect(shown()).toMatch(/^word 0 word 1 /));
    worker.kill('SIGKILL');
    await soon(() => expect(heard.map(({ kind }) => kind)).toContain('retract'));
    expect(shown()).toBe('');
    expect(heard.at(-1)?.kind).toBe('gap');
    // The address of the one that is gone is still there.
    const next = await writingProcess(directory, 'killed');
    await soon(() => expect(readdirSync(directory)).toHaveLength(2));
    await soon(() => expect(shown()).toMatch(/^word 0 word 1 /));
    next.kill('SIGKILL');
  });

  test('a process that has nothing else to do ends, whether it tells or listens', async () => {
    const directory = folder();
    const module = fileURLToPath(new URL('./ending-process.ts', import.meta.url));
    const node = [...process.execArgv, module, directory];
    const child = spawn(process.execPath, node, { stdio: 'inherit' });
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a Worker is found again after its address was removed', async () => {
    const directory = folder();
    const worker = channel(directory);
    worker.announce();
    await soon(() => expect(readdirSync(directory)).toHaveLength(1));
    rmSync(directory, { recursive: true });
    await soon(() => expect(readdirSync(directory)).toHaveLength(1));
  });
});

/** Speaks to a Worker by hand. */
async function addressIn(
  directory: string,
): Promise<{ port: number; token: string; file: string }> {
  let file = '';
  await soon(() => {
    file = join(directory, readdirSync(directory)[0] ?? 'none');
    statSync(file);
  });
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as { port: number; token: string }), file };
}

async function closes(socket: Socket): Promise<string> {
  let heard = '';
  socket.on('data', (data: Buffer) => (heard += data.toString()));
  // Cut off in the middle of what it sends, a socket may end with an error.
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  return heard;
}

describe('on one machine, others', () => {
  test('can read neither the folder nor an address', async () => {
    const directory = folder();
    channel(directory).announce();
    const { file } = await addressIn(directory);
    expect((statSync(directory).mode & 0o777).toString(8)).toBe('700');
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  });

  test('are shut out of a folder that was open to them', async () => {
    const directory = folder();
    channel(directory).announce();
    await addressIn(directory);
    chmodSync(directory, 0o777);
    channel(directory).announce();
    await soon(() => expect((statSync(directory).mode & 0o777).toString(8)).toBe('700'));
  });

  test.each([
    ['no proof', '{"watch":["secret"]}\n'],
    ['a wrong proof', `{"proof":"${'0'.repeat(64)}","nonce":"x"}\n`],
    ['no JSON', 'GET / HTTP/1.1\r\n\r\n'],
    ['a line without end', 'x'.repeat(300_000)],
  ])('who come with %s hear nothing', async (_, words) => {
    const directory = folder();
    const worker = channel(directory);
    worker.publish(text('secret', 0, 'not for you'));
    const { port } = await addressIn(directory);
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(words);
    expect(await closes(socket)).not.toContain('not for you');
  });

  test('who took over the port of a Worker cannot have words shown', async () => {
    const directory = folder();
    const real = channel(directory);
    real.announce();
    const { token, ...address } = await addressIn(directory);
    await real.close();
    const heard: string[] = [];
    const impostor = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('{"nonce":"abc"}\n');
      socket.on('data', (data: Buffer) => {
        heard.push(data.toString());
        socket.write(`{"proof":"${'1'.repeat(64)}"}\n`);
        socket.write(`{"event":${JSON.stringify(text('fooled', 0, 'Send me money'))}}\n`);
      });
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    rest.push(() => new Promise((resolve) => impostor.close(resolve)));
    const { port } = impostor.address() as AddressInfo;
    writeFileSync(address.file, JSON.stringify({ id: 'x', port, token, pid: process.pid }));
    const { heard: news } = watching(channel(directory), 'fooled');
    await soon(() => expect(heard).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(news).toEqual([]);
    // And it has not been told the token either.
    expect(heard.join('')).not.toContain(token);
  });
});

test('a reader that is slow costs a Worker a bounded amount of memory, and hears afterwards that it missed something', async () => {
  const directory = folder();
  const worker = channel(directory);
  worker.announce();
  const slow = channel(directory);
  const { heard, shown } = watching(slow, 'slow');
  await soon(() => {
    worker.publish(text('slow', 0, 'start'));
    expect(shown()).toBe('start');
  });
  // Nothing of it can be sent meanwhile: this process does nothing else.
  const before = process.memoryUsage().heapUsed;
  const piece = 'x'.repeat(1_000);
  for (let index = 0; index < 50_000; index += 1) {
    worker.publish(text('slow', 0, `${index} ${piece}`, `key-${index}`));
    worker.publish({ kind: 'retract', conversationId: 'slow', key: `key-${index}` });
  }
  worker.publish(text('slow', 0, 'the end', 'last'));
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
  await soon(() => expect(shown()).toContain('the end'));
  const kinds = new Set(heard.map((news: LiveNews) => news.kind));
  expect(kinds).toContain('gap');
  expect(heard.length).toBeLessThan(50_000);
});
