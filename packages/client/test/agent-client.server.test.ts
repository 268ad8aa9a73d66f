import { setTimeout as sleep } from 'node:timers/promises';
import { AgentClient } from '@durable-goals/client';
import { defineGoal } from '@durable-goals/core';
import {
  createTestAgent,
  scriptedModel,
  type ScriptedStep,
  type TestAgent,
} from '@durable-goals/testing';
import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const rest = { title: 'Talk', instructions: 'Talk.', tools: [] };
const talk = defineGoal({ id: 'talk', ...rest });
const other = defineGoal({ id: 'other', ...rest });
const goals = [talk, other] as const;

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number];

let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  const say: ScriptedStep = async ({ situation: { trigger } }) => {
    if (trigger.kind === 'message' && trigger.text === 'Take your time.') await sleep(1_500);
    return { say: 'Go on.' };
  };
  const model = scriptedModel(Array.from({ length: 40 }, () => say));
  agent = await createTestAgent({ goals, model, server: 'dev' });
});
afterAll(async () => await agent.close());

const runOf = async (id: string): Promise<string> =>
  (await agent.client.workflow.getHandle(id).describe()).runId;

describe('starting a conversation', () => {
  test('under the id of a running one with the same goal finds it', async () => {
    const chat = await agent.start('talk', { conversationId: 'same' });
    const run = await runOf('same');
    await chat.send('I am here.');
    const again = await agent.start('talk', { conversationId: 'same' });
    expect(await runOf('same')).toBe(run);
    expect((await again.status()).turn).toBe(1);
  });

  test('under the id of a running one with another goal is refused', async () => {
    await agent.start('talk', { conversationId: 'taken' });
    const refused = agent.agents.start('other', { conversationId: 'taken' });
    await expect(refused).rejects.toMatchObject({
      type: 'OtherGoal',
      message: `Conversation 'taken' runs the goal 'talk', not 'other'. End it first, or take another id.`,
    });
    expect((await agent.agents.conversation('taken').status()).state).toBe('awaiting-user');
  });

  test('under the id of one that ended begins a new one, with any goal', async () => {
    const chat = await agent.start('talk', { conversationId: 'again' });
    const run = await runOf('again');
    await chat.end();
    expect(await chat.result()).toMatchObject({ outcome: 'ended' });
    const next = await agent.start('other', { conversationId: 'again' });
    expect(await runOf('again')).not.toBe(run);
    expect(await next.status()).toMatchObject({ goalId: 'other', state: 'awaiting-user', turn: 0 });
  });

  test('of many at once under one id makes one', async () => {
    const starts = Array.from({ length: 8 }, () =>
      agent.agents.start('talk', { conversationId: 'once' }),
    );
    await Promise.all(starts);
    let runs = 0;
    const query = `WorkflowId = 'once'`;
    await expect
      .poll(async () => {
        runs = 0;
        for await (const _ of agent.client.workflow.list({ query })) runs += 1;
        return runs;
      })
      .toBeGreaterThan(0);
    expect(runs).toBe(1);
  });

  test('of a goal that the client does not know is refused before Temporal is asked', async () => {
    const agents = new AgentClient({ client: agent.client, goals });
    const refused = agents.start('nope' as 'talk', { conversationId: 'unknown' });
    await expect(refused).rejects.toMatchObject({ type: 'UnknownGoal' });
    await expect(runOf('unknown')).rejects.toThrow();
  });

  test('without an id makes one up, another each time', async () => {
    const chats = await Promise.all([agent.agents.start('talk'), agent.agents.start('talk')]);
    expect(new Set(chats.map(({ id }) => id)).size).toBe(2);
    await Promise.all(chats.map((chat) => chat.end()));
  });
});

describe('a conversation that is not there', () => {
  const never = `No conversation 'never' is running: it has ended or was never started. Start it with \`agents.start(goalId, { conversationId: 'never' })\`.`;

  test.each(['send', 'end', 'status', 'approvals', 'messages', 'retry'] as const)(
    'is said by %s',
    async (method) => {
      const chat = agent.agents.conversation('never');
      const asked = method === 'send' ? chat.send('hi') : chat[method]();
      await expect(asked).rejects.toMatchObject({ type: 'NoConversation', message: never });
    },
  );

  test('because it ended is said, and its status can be read still', async () => {
    const chat = await agent.start('talk', { conversationId: 'over' });
    await chat.end();
    await chat.waitFor(['ended']);
    await chat.result();
    const refused = expect(chat.send('hi')).rejects;
    await refused.toMatchObject({ type: 'NoConversation' });
    await expect(chat.end()).rejects.toMatchObject({ type: 'NoConversation' });
    expect(await chat.status()).toMatchObject({ state: 'ended', outcome: 'ended' });
  });
});

test('a list shows the conversations that run, and those that are over', async () => {
  await agent.start('other', { conversationId: 'listed' });
  const gone = await agent.start('talk', { conversationId: 'delisted' });
  await gone.end();
  await gone.result();
  const listed = async (status?: 'Running' | 'Completed') => {
    const found = new Map<string, string>();
    for await (const line of agent.agents.list(status ? { status } : {})) {
      expect(line.startedAt.getTime()).toBeGreaterThan(Date.now() - 600_000);
      found.set(line.conversationId, `${line.goalId} ${line.status}`);
    }
    return found;
  };
  await expect.poll(async () => (await listed()).get('delisted')).toBe('talk COMPLETED');
  await expect.poll(async () => (await listed()).get('listed')).toBe('other RUNNING');
  const running = await listed('Running');
  expect(running.has('listed')).toBe(true);
  expect(running.has('delisted')).toBe(false);
  expect((await listed('Completed')).has('delisted')).toBe(true);
});

describe('what a turn asks of the server', () => {
  const calls: string[] = [];
  let connection: Connection;
  let agents: AgentClient<typeof goals>;
  beforeAll(async () => {
    connection = await Connection.connect({
      address: agent.environment.address,
      interceptors: [
        (options, next) => {
          calls.push(options.method_definition.path.split('/').at(-1) ?? '');
          return next(options) as ReturnType<Interceptor>;
        },
      ],
    });
    agents = new AgentClient({ client: new Client({ connection }), taskQueue: agent.taskQueue });
    await agent.start('talk', { conversationId: 'counted' });
  });
  afterAll(async () => await connection.close());

  const update = 'UpdateWorkflowExecution';
  test.each([
    ['one call, when the answer comes soon', 'Hello.', {}, [update]],
    ['whether it was taken, too, when it does not', 'Take your time.', {}, [update, update]],
    [
      'two, where its time begins when it is taken',
      'Hello.',
      { onceTakenMs: 10_000 },
      [update, 'PollWorkflowExecutionUpdate'],
    ],
  ] as const)('is %s', async (_, text, options, expected) => {
    calls.length = 0;
    expect(await agents.conversation('counted').send(text, options)).toMatchObject({
      state: 'awaiting-user',
      text: 'Go on.',
    });
    expect(calls).toEqual(expected);
  });

  test('is given up on when the time for an answer is over', async () => {
    const chat = agents.conversation('counted');
    const late = await chat.send('Take your time.', { timeoutMs: 900 });
    expect(late).toMatchObject({ state: 'working', text: '' });
    expect((await chat.waitFor()).state).toBe('awaiting-user');
  });
});
