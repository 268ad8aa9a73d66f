import { defineGoal, defineTool } from '@durable-goals/core';
import { goalsAsMcpServer, type GoalsAsMcpOptions } from '@durable-goals/mcp';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';

const book = defineTool({
  name: 'Book',
  description: 'Books a room',
  input: z.strictObject({ room: z.string() }),
  effect: 'idempotent',
  needsApproval: 'always',
  execute: ({ room }) => ({ booked: room }),
});
const pay = defineTool({
  name: 'Pay',
  description: 'Pays for a room',
  input: z.strictObject({ room: z.string() }),
  effect: 'unsafe',
  approvals: 2,
  execute: () => {
    throw new Error('The connection was lost.');
  },
});
const rest = { instructions: 'Book a room.', validatePrompts: false } as const;
const rooms = defineGoal({ id: 'rooms', title: 'Book a room', ...rest, tools: [book, pay] });
const count = defineGoal({
  id: 'count',
  title: 'Count rooms',
  ...rest,
  tools: [],
  output: z.object({ rooms: z.number() }),
});

let goOn: () => void = () => undefined;
const slow = new Promise<void>((resolve) => {
  goOn = resolve;
});

let agent: TestAgent<[typeof rooms, typeof count]>;
let client: Client;
beforeAll(async () => {
  agent = await createTestAgent({
    goals: [rooms, count],
    server: 'time-skipping',
    model: scriptedModel([
      { say: 'Which room?' },
      { call: 'Book', input: { room: 'Aspen' } },
      { say: 'Booked.' },
      { done: 'Three rooms.', output: { rooms: 3 } },
      { call: 'Book', input: { room: 'Birch' } },
      { done: 'Birch is booked.' },
      async () => {
        await slow;
        return { done: 'At last.' };
      },
      { say: 'Which room?' },
      { call: 'Pay', input: { room: 'Cedar' } },
      { say: 'Paid.' },
      { say: 'Which room?' },
      { call: 'Book', input: { room: 'Elm' } },
      { say: 'Done.' },
      { call: 'Book', input: { room: 'Oak' } },
    ]),
  });
  client = await assistant();
});
afterAll(async () => {
  await client.close();
  await agent.close();
});

/** Another assistant that is connected to a server of its own. */
async function assistant(
  options: Pick<GoalsAsMcpOptions, 'by' | 'mayDecide' | 'owner' | 'waitMs'> = {},
): Promise<Client> {
  const [here, there] = InMemoryTransport.createLinkedPair();
  const server = goalsAsMcpServer({ agents: agent.agents, goals: [rooms, count], ...options });
  await server.connect(there);
  const connected = new Client({ name: 'other-assistant', version: '1' });
  await connected.connect(here);
  return connected;
}

interface Told {
  readonly conversationId: string;
  readonly state: string;
  readonly text: string;
  readonly approvals: readonly { readonly callId: string; readonly inputHash: string }[];
}

async function call(
  name: string,
  given: Record<string, unknown>,
  from: Client = client,
): Promise<Told> {
  const result = await from.callTool({ name, arguments: given });
  if (result.isError) throw new Error(JSON.stringify(result.content));
  return result.structuredContent as Told;
}

test('another assistant starts a goal, answers its question, approves its call and ends it', async () => {
  const started = await call('start_conversation', { goal: 'rooms', conversationId: 'mcp-1' });
  expect(started).toMatchObject({ state: 'awaiting-user', text: 'Which room?' });
  const asked = await call('send_message', { conversationId: 'mcp-1', text: 'Aspen' });
  expect(asked).toMatchObject({
    state: 'awaiting-approval',
    approvals: [{ tool: 'Book', input: { room: 'Aspen' }, effect: 'idempotent' }],
  });
  expect(await call('get_status', { conversationId: 'mcp-1' })).toMatchObject({
    state: 'awaiting-approval',
    approvals: asked.approvals,
  });
  const { callId, inputHash } = asked.approvals[0] ?? {};
  const decision = { conversationId: 'mcp-1', callId, inputHash, decision: 'approve' };
  expect(await call('decide', decision)).toMatchObject({ state: 'awaiting-user', text: 'Booked.' });
  const messages = await agent.agents.conversation('mcp-1').messages();
  expect(messages.flatMap(({ toolCall }) => toolCall?.approval ?? [])).toMatchObject([
    { decision: 'approved', by: 'mcp:other-assistant' },
  ]);
  expect(messages.find(({ role }) => role === 'user')?.by).toBe('mcp:other-assistant');
  await expect(call('decide', decision)).rejects.toThrow('does not wait any more');
  expect(await call('end_conversation', { conversationId: 'mcp-1' })).toMatchObject({
    state: 'ended',
  });
});

test('another assistant has a goal run, and gets its result', async () => {
  const answer = await call('run_goal', { goal: 'count', question: 'How many rooms?' });
  expect(answer).toMatchObject({ state: 'ended', text: 'Three rooms.', output: { rooms: 3 } });
});

test('a run that needs approval says so, is decided about, and gives its answer then', async () => {
  const id = { conversationId: 'mcp-run' };
  const asked = await call('run_goal', { goal: 'rooms', question: 'Book Birch', ...id });
  expect(asked).toMatchObject({ ...id, state: 'awaiting-approval', approvals: [{ tool: 'Book' }] });
  const [{ callId, inputHash } = { callId: '', inputHash: '' }] = asked.approvals;
  await call('decide', { ...id, callId, inputHash, decision: 'approve' });
  expect(await call('get_status', { ...id, wait: true })).toMatchObject({
    state: 'ended',
    outcome: 'done',
    text: 'Birch is booked.',
  });
});

test('what takes longer than a call may goes on, and is waited for with the next', async () => {
  const impatient = await assistant({ waitMs: 200 });
  const id = { conversationId: 'mcp-slow' };
  const begun = await call('run_goal', { goal: 'rooms', question: 'Wait', ...id }, impatient);
  expect(begun).toMatchObject({ ...id, state: 'working' });
  goOn();
  expect(await call('get_status', { ...id, wait: true })).toMatchObject({
    state: 'ended',
    text: 'At last.',
  });
  await impatient.close();
});

test('a call that takes two is shown with who approved it, and one in doubt is settled', async () => {
  const id = { conversationId: 'mcp-doubt' };
  await call('start_conversation', { goal: 'rooms', ...id });
  const asked = await call('send_message', { ...id, text: 'Pay for Cedar' });
  expect(asked).toMatchObject({ approvals: [{ tool: 'Pay', approvalsNeeded: 2 }] });
  const [{ callId, inputHash } = { callId: '', inputHash: '' }] = asked.approvals;
  const decision = { ...id, callId, inputHash, decision: 'approve' };
  expect(await call('decide', decision)).toMatchObject({
    state: 'awaiting-approval',
    approvals: [{ approvedBy: [{ by: 'mcp:other-assistant' }] }],
  });
  await expect(call('decide', decision)).rejects.toThrow('second');
  const second = await assistant({ by: 'bob@example.com' });
  expect(await call('decide', decision, second)).toMatchObject({
    state: 'in-doubt',
    inDoubt: [{ callId, tool: 'Pay', input: { room: 'Cedar' } }],
  });
  await second.close();
  const word = {
    ...id,
    callId,
    happened: true,
    output: { receipt: 7 },
    reason: 'Seen in the bank',
  };
  expect(await call('resolve_doubt', word)).toMatchObject({
    state: 'awaiting-user',
    text: 'Paid.',
    inDoubt: [],
  });
  const messages = await agent.agents.conversation('mcp-doubt').messages();
  expect(messages.flatMap(({ toolResult }) => toolResult ?? [])).toMatchObject([
    {
      outcome: 'completed',
      output: { receipt: 7 },
      resolved: { by: 'mcp:other-assistant', reason: 'Seen in the bank' },
    },
  ]);
  await expect(call('resolve_doubt', word)).rejects.toThrow('does not wait any more');
  await call('end_conversation', id);
});

test('a call is approved with another input, and a limit that stopped the conversation is told', async () => {
  const id = { conversationId: 'mcp-edit' };
  const limits = { toolCalls: 1 };
  const chat = await agent.start('rooms', { ...id, limits });
  const asked = await call('send_message', { ...id, text: 'Elm' });
  const [{ callId, inputHash } = { callId: '', inputHash: '' }] = asked.approvals;
  const decision = { ...id, callId, inputHash, decision: 'approve' };
  await expect(call('decide', { ...decision, input: { room: 7 } })).rejects.toThrow('room');
  const done = await call('decide', { ...decision, input: { room: 'Yew' } });
  expect(done).toMatchObject({ state: 'awaiting-user', text: 'Done.' });
  const messages = await chat.messages();
  expect(messages.flatMap(({ toolResult }) => toolResult?.output ?? [])).toEqual([
    { booked: 'Yew' },
  ]);
  expect(await call('send_message', { ...id, text: 'Oak' })).toMatchObject({
    limit: { limit: 'toolCalls', max: 1 },
  });
  expect(await call('get_status', id)).toMatchObject({ limit: { limit: 'toolCalls', max: 1 } });
  await chat.end();
});

test('with an owner it reaches the conversations of that one only', async () => {
  const ofAda = await assistant({ owner: 'ada@example.com' });
  const others = { conversationId: 'mcp-run' };
  for (const [name, given] of [
    ['get_status', {}],
    ['decide', { callId: 'c1', inputHash: 'h', decision: 'approve' }],
    ['resolve_doubt', { callId: 'c1', happened: true }],
  ] as const) {
    await expect(call(name, { ...others, ...given }, ofAda)).rejects.toThrow(
      "No conversation 'mcp-run' is running",
    );
  }
  await ofAda.close();
});

test('what it may do is listed, and deciding is left out where it may not', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    'start_conversation',
    'send_message',
    'get_status',
    'end_conversation',
    'run_goal',
    'decide',
    'resolve_doubt',
  ]);
  expect(client.getInstructions()).toContain('- rooms: Book a room');
  const other = await assistant({ mayDecide: false });
  const offered = (await other.listTools()).tools.map(({ name }) => name);
  expect(offered).not.toContain('decide');
  expect(offered).not.toContain('resolve_doubt');
  await other.close();
});

test('a conversation that is not there is an error that it reads', async () => {
  const result = await client.callTool({
    name: 'send_message',
    arguments: { conversationId: 'nowhere', text: 'Hello' },
  });
  expect(result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("No conversation 'nowhere' is running") }],
  });
});
