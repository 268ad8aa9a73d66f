import { setTimeout as sleep } from 'node:timers/promises';
import { AgentPlugin } from '@durable-goals/activities';
import { AgentClient } from '@durable-goals/client';
import { defineGoal, defineTool, type ToolResult } from '@durable-goals/core';
import { goalsAsNexusService, remoteGoalTool } from '@durable-goals/nexus';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { survivesKills, type Survived } from './killed-workers.js';

const namespace = 'far';
const endpoint = 'far-goals';
const book = defineTool({
  name: 'Book',
  description: 'Books a room',
  input: z.strictObject({ room: z.string() }),
  effect: 'idempotent',
  needsApproval: 'always',
  execute: ({ room }) => ({ booked: room }),
});
const rest = { instructions: 'Book a room.', validatePrompts: false } as const;
const count = defineGoal({
  id: 'count',
  title: 'Count rooms',
  ...rest,
  tools: [],
  output: z.object({ rooms: z.number() }),
});
const rooms = defineGoal({ id: 'rooms', title: 'Book a room', ...rest, tools: [book] });

const about = { endpoint, needsApproval: 'never' } as const;
const near = defineGoal({
  id: 'near',
  title: 'Plan a meeting',
  ...rest,
  tools: [
    remoteGoalTool('CountRooms', { ...about, goalId: 'count', description: 'Counts rooms' }),
    remoteGoalTool('BookRoom', { ...about, goalId: 'rooms', description: 'Books a room' }),
    remoteGoalTool('Cook', { ...about, goalId: 'cooking', description: 'Cooks' }),
    remoteGoalTool('Nowhere', {
      ...about,
      endpoint: 'no-such-endpoint',
      goalId: 'count',
      description: 'Leads nowhere',
    }),
  ],
});

let agent: TestAgent<[typeof near]>;
let farAgents: AgentClient<readonly [typeof count, typeof rooms]>;
let survived: Promise<Survived>;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const task = (tool: string) => ({ call: tool, input: { task: 'Do it.' } });
  // Conversations come one after the other, so one script serves them all.
  const model = scriptedModel([
    task('CountRooms'),
    { done: 'There are three.' },
    task('BookRoom'),
    { done: 'It is booked.' },
    task('Cook'),
    { done: 'Nobody cooks.' },
    task('BookRoom'),
    task('Nowhere'),
    { done: 'It leads nowhere.' },
    task('BookRoom'),
  ]);
  agent = await createTestAgent({
    goals: [near],
    model,
    server: 'dev',
    worker: { shutdownGraceTime: '1 second' },
  });
  const { connection, nativeConnection } = agent.environment;
  const day = { seconds: 86_400 as never };
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: day,
  });
  const isThere = async (): Promise<boolean> =>
    await connection.workflowService.describeNamespace({ namespace }).then(
      () => true,
      () => false,
    );
  while (!(await isThere())) await sleep(100);
  const far = await Worker.create({
    connection: nativeConnection,
    namespace,
    taskQueue: 'far',
    plugins: [
      new AgentPlugin({
        goals: [count, rooms],
        model: scriptedModel([
          { done: 'Three.', output: { rooms: 3 } },
          { call: 'Book', input: { room: 'Aspen' } },
          { done: 'Aspen is booked.' },
          { call: 'Book', input: { room: 'Birch' } },
          { call: 'Book', input: { room: 'Cedar' } },
          { done: 'Cedar is booked.' },
        ]),
      }),
    ],
    nexusServices: [goalsAsNexusService([count, rooms])],
  });
  const running = far.run();
  stops.push(async () => {
    far.shutdown();
    await running;
  });
  await connection.operatorService.createNexusEndpoint({
    spec: { name: endpoint, target: { worker: { namespace, taskQueue: 'far' } } },
  });
  // Beside the others, for it waits for the server more than it works.
  survived = survivesKills(agent, namespace);
  stops.push(async () => void (await survived.catch(() => undefined)));
  const client = new Client({ connection, namespace });
  farAgents = new AgentClient({ client, taskQueue: 'far', goals: [count, rooms] });
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await agent.close();
});

async function resultsOf(id: string): Promise<readonly ToolResult[]> {
  const messages = await agent.agents.conversation(id).messages();
  return messages.flatMap(({ toolResult }) => toolResult ?? []);
}

/** The run elsewhere that waits for somebody. */
async function waiting(): Promise<string> {
  let id: string | undefined;
  await expect
    .poll(
      async () => {
        for await (const { conversationId } of farAgents.list()) {
          const { state } = await farAgents.conversation(conversationId).status();
          if (state === 'awaiting-approval') id = conversationId;
        }
        return id;
      },
      { timeout: 20_000 },
    )
    .toBeDefined();
  return id ?? '';
}

describe('a goal of another Namespace', () => {
  test('is a tool, whose output is what that goal gives', async () => {
    const run = await agent.agents.startRun('near', 'How many rooms are there?');
    expect((await run.answer()).text).toBe('There are three.');
    expect(await resultsOf(run.id)).toMatchObject([{ outcome: 'completed', output: { rooms: 3 } }]);
  });

  test('has what it needs approved by its own people, and is waited for', async () => {
    const run = await agent.agents.startRun('near', 'Book a room');
    const there = farAgents.conversation(await waiting());
    expect(there.id).toMatch(/^remote-/);
    const [call] = await there.approvals();
    if (call === undefined) throw new Error('Nothing waits.');
    await there.approve(call, { by: 'bob@far.example' });
    expect((await run.answer()).text).toBe('It is booked.');
    expect(await resultsOf(run.id)).toMatchObject([
      { outcome: 'completed', output: { answer: 'Aspen is booked.' } },
    ]);
  });

  test('that is not offered is an error that the model reads', async () => {
    const run = await agent.agents.startRun('near', 'Cook');
    expect((await run.answer()).text).toBe('Nobody cooks.');
    expect(await resultsOf(run.id)).toMatchObject([
      { outcome: 'failed', error: expect.stringContaining("No goal 'cooking' is offered") },
    ]);
  });

  test('is cancelled with the conversation that asked', async () => {
    const run = await agent.agents.startRun('near', 'Book another room');
    const there = farAgents.conversation(await waiting());
    await run.cancel();
    await expect.poll(async () => (await there.status()).state, { timeout: 20_000 }).toBe('ended');
  });

  test('at an endpoint that there is not holds no conversation up', async () => {
    const run = await agent.agents.startRun('near', 'Go nowhere');
    expect((await run.answer()).text).toBe('It leads nowhere.');
    expect(await resultsOf(run.id)).toMatchObject([
      {
        outcome: 'not-run',
        error: expect.stringContaining("there is no Nexus endpoint 'no-such-endpoint'"),
      },
    ]);
  }, 60_000);

  test('is asked once, though the Worker that waits for it is another one in the end', async () => {
    const run = await agent.agents.startRun('near', 'Book a third room');
    const there = farAgents.conversation(await waiting());
    const before = await idsOfRuns();
    await agent.stopWorker();
    const next = await createTestAgent({
      goals: [near],
      model: scriptedModel([{ done: 'All is booked.' }]),
      server: agent.environment,
      taskQueue: agent.taskQueue,
    });
    try {
      const [call] = await there.approvals();
      if (call === undefined) throw new Error('Nothing waits.');
      await there.approve(call, { by: 'bob@far.example' });
      expect((await run.answer()).text).toBe('All is booked.');
      expect(await idsOfRuns()).toEqual(before);
    } finally {
      await next.close();
    }
  }, 60_000);
});

describe('when the Workers of both sides are killed while one waits for the other', () => {
  test('others go on: it is asked once, and nothing that was completed is done again', async () => {
    const { text, done, runs } = await survived;
    expect(text).toContain('"answer"');
    expect(done).toEqual(['plan:build', 'plan:survey', 'measure', 'plan:survey', 'plan:build']);
    expect(runs).toEqual([expect.stringMatching(/^remote-/)]);
  }, 120_000);
});

async function idsOfRuns(): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { conversationId } of farAgents.list()) ids.push(conversationId);
  return ids.toSorted();
}
