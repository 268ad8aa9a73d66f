import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DevServer } from '@durable-goals/dev-server';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { start, temporaryFolder, tripGoals, type Cleanup, type Running } from './command.js';
import { startTemporal, startWorker, temporalCli } from './temporal.js';

const { cli, missing } = await temporalCli();
const cleanups: (() => Promise<void> | void)[] = [];
const afterwards: Cleanup = { onTestFinished: (cleanup) => void cleanups.push(cleanup) };
const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const loudGoals = fileURLToPath(new URL('loud-goals.ts', import.meta.url));
const goalId = 'event-flight-invoice';
let server: DevServer | undefined;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  server = await startTemporal(cli);
  if (server === undefined) return;
  folder = await temporaryFolder(afterwards);
  const { address } = server;
  env = { TEMPORAL_ADDRESS: address, TEMPORAL_TASK_QUEUE: 'mcp' };
  await startWorker({ address, folder, goals: tripGoals, taskQueue: 'mcp' }, afterwards);
});
beforeEach(({ skip }) => {
  if (server === undefined) skip(missing);
});
afterAll(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
  await server?.stop();
});

interface Told {
  readonly state: string;
  readonly text: string;
  readonly approvals: readonly {
    readonly tool: string;
    readonly callId: string;
    readonly inputHash: string;
  }[];
}

async function call(client: Client, name: string, given: Record<string, unknown>): Promise<Told> {
  const result = await client.callTool({ name, arguments: given });
  if (result.isError) throw new Error(JSON.stringify(result.content));
  return result.structuredContent as Told;
}

/** Another assistant, and what the command that it started says to whoever reads. */
async function overStdio(
  args: readonly string[],
): Promise<{ client: Client; pid: () => number | null; said: () => string }> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...process.execArgv, program, 'mcp', ...args],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stderr: 'pipe',
  });
  let said = '';
  transport.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  const client = new Client({ name: 'other-assistant', version: '1' });
  await client.connect(transport);
  onTestFinished(async () => await client.close());
  return { client, pid: () => transport.pid, said: () => said };
}

/** The command over HTTP, with where it is and the token that it tells. */
async function overHttp(
  args: readonly string[] = [],
): Promise<{ running: Running; url: URL; token: string }> {
  const running = start(['mcp', '--goals', tripGoals, '--http', '0', ...args], { folder, env });
  await running.prints(/READY .*\n/);
  if (args.length === 0) await running.prints(/bearer token.*\n/);
  const [, url = ''] = /at (http\S+)\./.exec(running.stderr()) ?? [];
  const [, token = ''] = /bearer token.*: (\S+)/.exec(running.stderr()) ?? [];
  return { running, url: new URL(url), token };
}

async function connected(url: URL, token: string): Promise<Client> {
  const headers = { authorization: `Bearer ${token}` };
  const client = new Client({ name: 'far-assistant', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  onTestFinished(async () => await client.close());
  return client;
}

describe('durable-goals mcp', { timeout: 90_000 }, () => {
  test('has another assistant start a goal, answer its question and approve, over stdio', async () => {
    const { client, pid, said } = await overStdio(['--goals', loudGoals]);
    const conversationId = 'trip-over-stdio';
    const started = await call(client, 'start_conversation', { goal: goalId, conversationId });
    expect(started).toMatchObject({ conversationId, state: 'awaiting-user' });
    expect(started.text).toContain('offline planner');
    const text = 'I would like to see something in Melbourne in March';
    const asked = await call(client, 'send_message', { conversationId, text });
    expect(asked).toMatchObject({
      state: 'awaiting-approval',
      approvals: [{ tool: 'FindEvents' }],
    });
    const [{ callId, inputHash } = { callId: '', inputHash: '' }] = asked.approvals;
    const decision = { conversationId, callId, inputHash, decision: 'approve' };
    const found = await call(client, 'decide', decision);
    expect(found.state).toBe('awaiting-user');
    expect(await call(client, 'get_status', { conversationId })).toMatchObject({
      state: 'awaiting-user',
      text: found.text,
    });
    await call(client, 'end_conversation', { conversationId });
    expect(await call(client, 'get_status', { conversationId, wait: true })).toMatchObject({
      state: 'ended',
      outcome: 'ended',
    });
    // What the project prints is not in the way of the protocol.
    expect(said()).toContain('The goals are loaded.');
    expect(said()).toContain(`READY  offers ${goalId} over stdio.`);
    const process_ = pid();
    await client.close();
    await expect.poll(() => isThere(process_)).toBe(false);
  });

  test('over HTTP is for whoever has the token, and for no page of a browser', async () => {
    const { running, url, token } = await overHttp();
    expect(url.hostname).toBe('127.0.0.1');
    const client = await connected(url, token);
    const started = await call(client, 'start_conversation', { goal: goalId });
    expect(started.state).toBe('awaiting-user');
    await expect(connected(url, 'guess')).rejects.toThrow(/bearer token/);
    const authorization = `Bearer ${token}`;
    expect(await statusOf(url, { authorization, origin: 'https://evil.example' })).toBe(403);
    expect(await statusOf(url, { authorization, host: 'evil.example' })).toBe(421);
    expect(await statusOf(url, {})).toBe(401);
    await client.close();
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
    expect(running.stdout()).toBe('');
  });

  test('gives each holder of a token their own conversations, and no decisions where it says so', async () => {
    const tokens = ['ada', 'bob'].map((id) => ({ id, token: `${id}-0123456789abcdef0123` }));
    await writeFile(join(folder, 'tokens.json'), JSON.stringify(tokens));
    const { url } = await overHttp(['--tokens', 'tokens.json', '--no-decisions']);
    const [ada, bob] = [
      await connected(url, tokens[0]?.token ?? ''),
      await connected(url, tokens[1]?.token ?? ''),
    ];
    const conversationId = 'trip-of-ada';
    await call(ada, 'start_conversation', { goal: goalId, conversationId });
    expect((await call(ada, 'get_status', { conversationId })).state).toBe('awaiting-user');
    await expect(call(bob, 'get_status', { conversationId })).rejects.toThrow(/No conversation/);
    await expect(call(bob, 'start_conversation', { goal: goalId, conversationId })).rejects.toThrow(
      /trip-of-ada/,
    );
    const { tools } = await ada.listTools();
    expect(tools.map(({ name }) => name)).not.toContain('decide');
  });

  test('begins without Temporal too, and says so to whoever asks', async () => {
    const before = env;
    env = { ...env, TEMPORAL_ADDRESS: '127.0.0.1:9' };
    onTestFinished(() => void (env = before));
    const { client, said } = await overStdio(['--goals', tripGoals]);
    expect((await client.listTools()).tools.length).toBeGreaterThan(3);
    await expect.poll(said).toContain("No Temporal answers at '127.0.0.1:9' yet");
    await expect(call(client, 'get_status', { conversationId: 'any' })).rejects.toThrow(
      /127\.0\.0\.1:9|Temporal/,
    );
  });
});

function isThere(pid: number | null): boolean {
  try {
    process.kill(pid ?? 0, 0);
    return true;
  } catch {
    return false;
  }
}

/** What a request with these headers is answered; `fetch` would not send some of them. */
async function statusOf(url: URL, headers: Record<string, string>): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.once('error', reject);
    asked.end('{}');
  });
}
