import { defineGoal, defineTool, type ApprovalNotice, type Limits } from '@durable-goals/core';
import { createTestAgent, scriptedModel, type ScriptedStep } from '@durable-goals/testing';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';

const input = z.strictObject({ room: z.string() });
const runs: string[] = [];
const execute = ({ room }: { readonly room: string }) => {
  runs.push(room);
  return { room };
};
const find = defineTool({
  name: 'Find',
  description: 'Finds a room',
  effect: 'read',
  needsApproval: 'never',
  input,
  execute,
});
const pay = defineTool({
  name: 'Pay',
  description: 'Pays for a room',
  approvals: 2,
  remindAfterMs: 3_600_000,
  input,
  execute,
});
const tidy = defineTool({
  name: 'Tidy',
  description: 'Tidies a room up',
  effect: 'idempotent',
  needsApproval: 'always',
  whenApprovalExpires: 'run',
  input,
  execute,
});
const rooms = defineGoal({
  id: 'rooms',
  title: 'Rooms',
  instructions: 'Book a room.',
  tools: [find, pay, tidy],
  validatePrompts: false,
});
const goals = [rooms] as const;
const say = (text: string): ScriptedStep => ({ say: text });
const use = (tool: string, room: string): ScriptedStep => ({ call: tool, input: { room } });
/** One answer of `scriptedModel` has 10 tokens of input and 5 of output: 0.25 USD. */
const prices = { scripted: { input: 5_000, output: 40_000 } };

let environment: TestWorkflowEnvironment;
let closeServer: () => Promise<void>;
beforeAll(async () => {
  const agent = await createTestAgent({ goals });
  ({ environment } = agent);
  closeServer = async () => await agent.close();
});
afterAll(async () => await closeServer());

async function opened(script: readonly ScriptedStep[], limits: Limits = {}) {
  const notices: ApprovalNotice[] = [];
  const agent = await createTestAgent({
    goals,
    server: environment,
    model: scriptedModel(script),
    prices,
    onApproval: async (notice) => {
      notices.push(notice);
      if (notices.length === 1) throw new Error('The post is closed.');
    },
  });
  runs.length = 0;
  const chat = await agent.start('rooms', { limits });
  return {
    agent,
    chat,
    notices,
    // Ended first: an alarm that nobody is there to hear would hold the time of the next test up.
    async [Symbol.asyncDispose]() {
      await chat.end();
      await chat.waitFor(['ended']);
      await agent.close();
    },
  };
}

describe('on a real server, a limit of', () => {
  test.each<[string, Limits]>([
    ['turns', { turns: 1 }],
    ['modelCalls', { modelCalls: 2 }],
    ['tokens', { tokens: 30 }],
    ['costUsd', { costUsd: 0.5 }],
  ])('%s stops at the bound, and a grant goes on', async (limit, limits) => {
    const script = [say('Hi.'), say('One.'), say('Two.')];
    await using talk = await opened(script, limits);
    expect(await talk.chat.send('one')).toMatchObject({ text: 'One.' });
    const max = Object.values(limits)[0] as number;
    expect(await talk.chat.send('two')).toMatchObject({
      state: 'awaiting-user',
      limit: { limit, max },
    });
    expect(await talk.chat.status()).toMatchObject({ limit: { limit, max } });
    expect(await talk.chat.usage()).toMatchObject({ modelCalls: 2, costUsd: 0.5 });
    expect(await talk.chat.grant(limits)).toMatchObject({ text: 'Two.' });
  });

  test('stepsPerTurn and toolCalls stops a turn that goes on by itself', async () => {
    const script = [say('Hi.'), use('Find', 'a'), use('Find', 'b'), use('Find', 'b'), say('So.')];
    await using talk = await opened(script, { stepsPerTurn: 2, toolCalls: 2 });
    const { chat } = talk;
    expect(await chat.send('go')).toMatchObject({ limit: { limit: 'stepsPerTurn', max: 2 } });
    const next = await chat.grant({ stepsPerTurn: 5 });
    expect(next).toMatchObject({ limit: { limit: 'toolCalls', max: 2 } });
    expect(runs).toEqual(['a', 'b']);
    expect(await chat.grant({ toolCalls: 1 })).toMatchObject({ text: 'So.' });
  });

  test('sameCall asks the person, who says something else', async () => {
    const again = use('Find', 'a');
    await using talk = await opened([say('Hi.'), again, again, again, again, again, say('So.')]);
    const { chat } = talk;
    expect(await chat.send('go')).toMatchObject({ limit: { limit: 'sameCall', max: 3 } });
    expect(runs).toHaveLength(3);
    expect(await chat.send('once more')).toMatchObject({ text: 'So.' });
    expect(runs).toHaveLength(4);
  });

  test('wallTimeMs is said once to who only waits', async () => {
    const script = [say('Hi.'), say('Again.')];
    await using talk = await opened(script, { wallTimeMs: 3_600_000 });
    const { agent, chat } = talk;
    await agent.sleep(3 * 3_600_000);
    const status = await chat.status();
    expect(status).toMatchObject({ limit: { limit: 'wallTimeMs', max: 3_600_000 } });
    expect((await chat.messages()).map(({ text }) => text)).toEqual([
      'Hi.',
      'I stop here: this conversation may last 1 hour, and that is over. Grant more to go on.',
    ]);
    await chat.grant({ wallTimeMs: 4 * 3_600_000 });
    expect(await chat.send('more')).toMatchObject({ text: 'Again.' });
  });

  test('costUsd without a price waits, and says what to do', async () => {
    const agent = await createTestAgent({ goals, server: environment, model: scriptedModel([]) });
    try {
      const chat = await agent.start('rooms', { limits: { costUsd: 1 } });
      const { state, waiting } = await chat.status();
      expect(state).toBe('waiting-for-model');
      expect(waiting).toMatchObject({
        type: 'ModelPriceUnknown',
        reason: expect.stringContaining("Add it to the Worker's prices"),
      });
      expect(waiting).not.toHaveProperty('until');
      await chat.end();
      await chat.waitFor(['ended']);
    } finally {
      await agent.close();
    }
  });
});

describe('on a real server, a call', () => {
  test('that two people approve is told of, reminded of, and run after the second', async () => {
    await using talk = await opened([say('Hi.'), use('Pay', 'a'), say('Paid.')]);
    const { agent, chat, notices } = talk;
    const [call] = (await chat.send('pay')).approvals;
    if (call === undefined) throw new Error('Nothing waits.');
    const first = await chat.approve(call, { by: 'ada@example.com', reason: 'on the plan' });
    expect(first.approvals).toMatchObject([{ approvedBy: [{ by: 'ada@example.com' }] }]);
    await expect(chat.approve(call, { by: 'Ada@example.com' })).rejects.toMatchObject({
      type: 'SecondPersonNeeded',
    });
    await expect(chat.approve(call)).rejects.toMatchObject({ type: 'SecondPersonNeeded' });
    await agent.sleep(2 * 3_600_000);
    expect(await chat.approvals()).toMatchObject([{ remindedAt: expect.any(String) }]);
    expect(runs).toEqual([]);
    expect(await chat.approve(call, { by: 'bob@example.com' })).toMatchObject({ text: 'Paid.' });
    expect(runs).toEqual(['a']);
    expect(notices.map(({ kind }) => kind)).toEqual(['requested', 'requested', 'reminder']);
    expect(notices.at(-1)).toMatchObject({
      callId: 'c1',
      tool: 'Pay',
      approvedBy: ['ada@example.com'],
      approvalsMissing: 1,
    });
  });

  test('of a tool that says so runs when nobody decides', async () => {
    await using talk = await opened([say('Hi.'), use('Tidy', 'a'), say('Tidy.')]);
    await talk.chat.send('tidy up');
    await talk.agent.sleep(25 * 3_600_000);
    expect(await talk.chat.waitFor(['awaiting-user'])).toMatchObject({ state: 'awaiting-user' });
    expect(runs).toEqual(['a']);
    expect((await talk.chat.latestToolCall())?.call.approval).toMatchObject({ byDefault: true });
  });
});
