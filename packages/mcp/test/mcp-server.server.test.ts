import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createAgentActivities } from '@durable-goals/activities';
import { AgentClient } from '@durable-goals/client';
import { defineGoal, defineRegistry, type Tool, type ToolContext } from '@durable-goals/core';
import { mcpServer, serveMcp, type McpTools } from '@durable-goals/mcp';
import {
  createTestAgent,
  recordHistory,
  scriptedModel,
  type TestAgent,
} from '@durable-goals/testing';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { everything, startHttpEverything, type HttpEverything } from './everything.js';

const run = promisify(execFile);
const opened: McpTools[] = [];
let http: HttpEverything;
let agent: TestAgent<[]>;

beforeAll(async () => {
  http = await startHttpEverything();
  agent = await createTestAgent({ goals: [], server: 'dev' });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});
afterAll(async () => {
  await agent.close();
  await http.kill();
});

function serverOf(kind: 'stdio' | 'http', env: readonly string[] = []): McpTools {
  const server =
    kind === 'stdio'
      ? mcpServer({ name: 'everything', ...everything, env })
      : mcpServer({ name: 'everything', url: http.url });
  opened.push(server);
  return server;
}

const silent = () => undefined;
const context: ToolContext = {
  conversationId: 'c',
  callId: 'c1',
  idempotencyKey: 'c:r:c1',
  attempt: 1,
  signal: new AbortController().signal,
  heartbeat: silent,
  log: { debug: silent, info: silent, warn: silent, error: silent },
  resultOf: () => Promise.reject(new Error('none')),
};

/** Calls a tool as the Worker would. */
async function call(tool: Tool | undefined, input: object, changes: Partial<ToolContext> = {}) {
  if (tool === undefined) throw new Error('There is no such tool.');
  return await tool.execute(input as never, { ...context, ...changes });
}

describe.each(['stdio', 'http'] as const)('tools of the reference server over %s', (kind) => {
  test('have their whole schemas, and are unsafe unless something else is said', async () => {
    const [echo, sum, ...others] = await serverOf(kind).tools({
      include: ['echo', 'get-sum'],
      prefix: 'all_',
      tools: { 'get-sum': { effect: 'read', needsApproval: 'never' } },
    });
    expect(others).toEqual([]);
    expect(echo).toMatchObject({ name: 'all_echo', effect: 'unsafe' });
    expect(sum).toMatchObject({ name: 'all_get-sum', effect: 'read', needsApproval: 'never' });
    const tools = [echo, sum].flatMap((tool) => tool ?? []);
    const goal = defineGoal({ id: 'sums', title: 'Sums', instructions: 'Add.', tools });
    expect(defineRegistry([goal]).spec('sums').tools[1]?.inputSchema).toMatchObject({
      type: 'object',
      properties: {
        a: { type: 'number', description: 'First number' },
        b: { type: 'number', description: 'Second number' },
      },
      required: ['a', 'b'],
    });
  });

  test('give text, structured content, and parts without their bytes', async () => {
    const [echo, structured, image] = await serverOf(kind).tools({
      include: ['echo', 'get-structured-content', 'get-tiny-image'],
    });
    expect(await call(echo, { message: 'hi' })).toBe('Echo: hi');
    expect(await call(structured, { location: 'New York' })).toMatchObject({
      temperature: expect.any(Number),
      conditions: expect.any(String),
    });
    const parts = await call(image, {});
    expect(parts).toContainEqual({
      type: 'image',
      mimeType: 'image/png',
      note: expect.stringMatching(/^\d+ bytes, left out here$/),
    });
  });

  test('that fail say so, and are not in doubt', async () => {
    const [sum] = await serverOf(kind).tools({ include: ['get-sum'] });
    await expect(call(sum, { a: 'one', b: 2 })).rejects.toMatchObject({ name: 'ToolFailure' });
  });

  test('tell how far they are, and stop when their signal says so', async () => {
    const [long] = await serverOf(kind).tools({ include: ['trigger-long-running-operation'] });
    const progress: unknown[] = [];
    const heartbeat = (details: unknown) => void progress.push(details);
    await call(long, { duration: 0.4, steps: 2 }, { heartbeat });
    expect(progress.length).toBeGreaterThan(0);
    expect(progress[0]).toMatchObject({ progress: 1, total: 2 });
    const stop = new AbortController();
    const running = call(long, { duration: 30, steps: 2 }, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(running).rejects.toThrow('enough');
  });

  test('that the server does not have are refused by name', async () => {
    await expect(serverOf(kind).tools({ include: ['ech'] })).rejects.toThrow(
      "MCP server 'everything' has no tool 'ech'",
    );
  });
});

describe('the connection', () => {
  test('is one for all calls, and made anew after the server’s process died', async () => {
    const [echo] = await serverOf('stdio').tools({ include: ['echo'] });
    const say = () => call(echo, { message: 'hi' });
    await Promise.all([say(), say(), say()]);
    const [only, ...others] = await processesOf();
    if (only === undefined) throw new Error('The server does not run.');
    expect(others).toEqual([]);
    process.kill(only, 'SIGKILL');
    await expect.poll(() => say().catch(() => 'away')).toBe('Echo: hi');
    expect(await processesOf()).not.toContain(only);
  });

  test('is made anew when a server over HTTP was started anew and knows no session', async () => {
    const [echo] = await serverOf('http').tools({ include: ['echo'] });
    expect(await call(echo, { message: 'one' })).toBe('Echo: one');
    await http.kill();
    await expect(call(echo, { message: 'two' })).rejects.toMatchObject({
      name: 'ToolDidNotRun',
      message: expect.stringContaining("MCP server 'everything' cannot be reached"),
    });
    await http.start();
    expect(await call(echo, { message: 'three' })).toBe('Echo: three');
  });

  test('begins anew with the token of now when the server takes the old one no more', async () => {
    let good = 'token-1';
    let given = good;
    const served = await serveMcp({
      port: 0,
      principalOf: (token) => Promise.resolve(token === good ? { id: 'worker' } : undefined),
      serverFor() {
        const guarded = new McpServer({ name: 'guarded', version: '1' });
        const answer = { content: [{ type: 'text' as const, text: 'Pong.' }] };
        guarded.registerTool('ping', {}, () => answer);
        return guarded;
      },
    });
    onTestFinished(() => served.close());
    const headers = () => ({ authorization: `Bearer ${given}` });
    const server = mcpServer({ name: 'guarded', url: served.url, headers });
    opened.push(server);
    const [ping] = await server.tools();
    good = given = 'token-2';
    expect(await call(ping, {})).toBe('Pong.');
    good = 'token-3';
    await expect(call(ping, {})).rejects.toMatchObject({
      name: 'ToolDidNotRun',
      message: "MCP server 'guarded' cannot be reached: it refuses the credentials (401)",
    });
  });

  test('passes on the variables that are named, and no other', async () => {
    process.env['MCP_TEST_TOKEN'] = 'token-7Hq2';
    process.env['MCP_TEST_OTHER'] = 'other-9Lw4';
    const [env] = await serverOf('stdio', ['MCP_TEST_TOKEN']).tools({ include: ['get-env'] });
    const text = String(await call(env, {}));
    expect(text).toContain('token-7Hq2');
    expect(text).not.toContain('other-9Lw4');
  });
});

test('a goal uses tools of MCP servers as its own: approved, recorded, and without the server’s secrets', async () => {
  process.env['MCP_TEST_TOKEN'] = 'token-7Hq2';
  const tools = await serverOf('stdio', ['MCP_TEST_TOKEN']).tools({
    include: ['echo', 'get-sum'],
    tools: { 'get-sum': { effect: 'read', needsApproval: 'never' } },
  });
  const goal = defineGoal({
    id: 'sums',
    title: 'Sums',
    instructions: 'Add.',
    tools,
    planner: 'tools',
  });
  const model = scriptedModel([
    { calls: [{ tool: 'get-sum', input: { a: 1, b: 2 } }] },
    { call: 'echo', input: { message: '3' } },
    { done: 'It is three.' },
  ]);
  const own = await createTestAgent({ goals: [goal], model, server: agent.environment });
  try {
    const adding = await own.agents.startRun('sums', 'Add 1 and 2, and echo it');
    await adding.waitFor(['awaiting-approval']);
    const [waiting] = await adding.approvals();
    expect(waiting).toMatchObject({ tool: 'echo', input: { message: '3' }, effect: 'unsafe' });
    if (waiting !== undefined) await adding.approve(waiting, { by: 'ada@example.com' });
    expect((await adding.answer()).text).toBe('It is three.');
    const outputs = (await adding.result()).messages.flatMap(
      ({ toolResult }) => toolResult?.output ?? [],
    );
    expect(outputs).toEqual(['The sum of 1 and 2 is 3.', 'Echo: 3']);
    const history = await recordHistory(own.client, adding.id);
    const readable = history.replaceAll(/"data":\s*"([^"]*)"/g, (_, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
    expect(readable).toContain('The sum of 1 and 2');
    expect(readable).not.toContain('token-7Hq2');
    expect(readable).not.toContain('server-everything');
  } finally {
    await own.close();
  }
});

describe('a source of tools', () => {
  const rest = { title: 'Sums', instructions: 'Add.', planner: 'tools' } as const;

  test('is asked by Workers when they start, and by nobody who only talks', async () => {
    const source = serverOf('stdio').source({
      include: ['get-sum'],
      tools: { 'get-sum': { effect: 'read', needsApproval: 'never' } },
    });
    const goal = defineGoal({ id: 'sourced', ...rest, tools: [], toolSources: [source] });
    defineRegistry([goal]);
    expect(await processesOf()).toEqual([]);
    const model = scriptedModel([
      { calls: [{ tool: 'get-sum', input: { a: 1, b: 2 } }] },
      { done: 'It is three.' },
    ]);
    const own = await createTestAgent({ goals: [goal], model, server: agent.environment });
    try {
      const adding = await own.agents.startRun('sourced', 'Add 1 and 2');
      expect((await adding.answer()).text).toBe('It is three.');
      const results = (await adding.result()).messages.flatMap(
        ({ toolResult }) => toolResult ?? [],
      );
      expect(results).toMatchObject([{ outcome: 'completed', output: 'The sum of 1 and 2 is 3.' }]);
    } finally {
      await own.close();
    }
  });

  test('that cannot be reached keeps a Worker from starting, and says which', async () => {
    const gone = mcpServer({ name: 'gone', command: process.execPath, args: ['--eval', ''] });
    opened.push(gone);
    const goal = defineGoal({ id: 'gone', ...rest, tools: [], toolSources: [gone.source()] });
    // A conversation may begin all the same: its Worker comes later.
    const { client } = agent;
    const agents = new AgentClient({ client, taskQueue: 'nobody', goals: [goal] });
    const chat = await agents.start('gone', { conversationId: 'gone-1' });
    expect((await chat.status()).stale).toBe(true);
    await client.workflow.getHandle('gone-1').terminate();
    await expect(createTestAgent({ goals: [goal], server: agent.environment })).rejects.toThrow(
      "MCP server 'gone' cannot be reached",
    );
    expect(() => createAgentActivities({ goals: [goal] })).toThrow(
      "Goal 'gone' has tools from 'gone', which was not asked for them",
    );
  });
});

/** The processes of the reference server that this one started. */
async function processesOf(): Promise<readonly number[]> {
  const { stdout } = await run('ps', ['-o', 'pid=,args=', '--ppid', `${process.pid}`]);
  return stdout
    .split('\n')
    .filter((line) => line.includes('server-everything') && line.includes('stdio'))
    .map((line) => Number.parseInt(line, 10));
}
