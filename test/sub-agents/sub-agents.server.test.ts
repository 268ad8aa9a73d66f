import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attemptsIn, call, officeGoals, officeModel, words } from './office.js';

const folder = mkdtempSync(join(tmpdir(), 'sub-agents-'));
let agent: TestAgent<ReturnType<typeof officeGoals>>;
beforeAll(async () => {
  agent = await createTestAgent({
    goals: officeGoals(folder),
    model: officeModel(folder),
    modelById: (id) =>
      officeModel(folder, { id, ...(id === 'broke' ? { refuses: 'checker' } : {}) }),
    showConfirm: () => false,
    server: 'dev',
  });
});
afterAll(async () => {
  await agent.close();
  rmSync(folder, { recursive: true });
});

const buy = (...calls: readonly JsonObject[]) => call('Buy', { task: words(...calls) });

describe('a sub-agent', () => {
  test('carries a call out, and what its goal gives is the result, in the order of the calls', async () => {
    const chat = await agent.start('desk');
    const { text } = await chat.send(
      words(buy(call('Price', { item: 'pen' })), call('Price', { item: 'paper' })),
    );
    expect(text).toBe('It gave [{"results":[{"price":3}]},{"price":5}].');
    const messages = await chat.messages();
    const [bought] = messages.filter(({ role }) => role === 'tool');
    expect(bought?.toolCall).toMatchObject({
      subAgent: { goalId: 'buyer', conversationId: `${chat.id}.c1` },
    });
    expect(await chat.usage()).toMatchObject({ modelCalls: 5, toolCalls: 3, inputTokens: 50 });
    await chat.end();
  });

  test('asks through the conversation above, by the same contract', async () => {
    const chat = await agent.start('desk', { owner: 'ada' });
    const asked = await chat.send(words(buy(call('Order', { item: 'pen' }))));
    expect(asked.state).toBe('awaiting-approval');
    const [pending] = asked.approvals;
    expect(pending).toMatchObject({
      callId: 'c1.c1',
      tool: 'Order',
      input: { item: 'pen' },
      subAgent: { goalId: 'buyer', conversationId: `${chat.id}.c1` },
    });
    if (pending === undefined) return;
    await expect(chat.approve({ ...pending, inputHash: 'other' })).rejects.toMatchObject({
      type: 'StaleApproval',
    });
    const done = await chat.approve(pending, { by: 'ada@example.com', reason: 'Needed' });
    expect(done.text).toBe('It gave [{"results":[{"ordered":"pen"}]}].');
    await expect(chat.approve(pending)).rejects.toMatchObject({ type: 'AlreadyDecided' });
    const [above] = (await chat.messages()).filter(({ role }) => role === 'tool');
    expect(above?.toolCall?.subAgent?.decisions).toMatchObject([
      { callId: 'c1.c1', decision: 'approved', by: 'ada@example.com', reason: 'Needed' },
    ]);
    const below = agent.agents.conversation(`${chat.id}.c1`);
    expect(await below.status()).toMatchObject({
      owner: 'ada',
      parent: { conversationId: chat.id, callId: 'c1' },
    });
    const [own] = (await below.messages()).filter(({ role }) => role === 'tool');
    expect(own?.toolCall?.approval).toMatchObject({
      decision: 'approved',
      by: 'ada@example.com',
      reason: 'Needed',
    });
    await chat.end();
  });

  test('is asked for by two people, one of whom may edit, and refuses what its own agent would', async () => {
    const chat = await agent.start('desk');
    const { approvals } = await chat.send(words(buy(call('Pay', { item: 'desk' }))));
    const [pending] = approvals;
    expect(pending).toMatchObject({ callId: 'c1.c1', approvalsNeeded: 2 });
    if (pending === undefined) return;
    const refused = (given: object, which = pending) =>
      expect(chat.approve(which, given)).rejects.toMatchObject({ type: 'SecondPersonNeeded' });
    await refused({});
    const first = await chat.approve(pending, { by: 'ada' });
    expect(first.approvals).toMatchObject([{ approvedBy: [{ by: 'ada' }] }]);
    await refused({ by: 'Ada' });
    await expect(chat.edit(pending, { item: 7 as never }, { by: 'bob' })).rejects.toMatchObject({
      type: 'InputRefused',
    });
    const edited = await chat.edit(pending, { item: 'chair' }, { by: 'bob' });
    const [again] = edited.approvals;
    expect(again).toMatchObject({ callId: 'c1.c2', input: { item: 'chair' } });
    if (again === undefined) return;
    await refused({ by: 'bob' }, again);
    const done = await chat.approve(again, { by: 'ada' });
    expect(done.text).toBe('It gave [{"results":[{"paid":"chair"}]}].');
    await chat.end();
  });

  test('may have one of its own, whose calls are decided at the top as well', async () => {
    const chat = await agent.start('desk');
    const check = call('Check', { task: words(call('Order', { item: 'ink' })) });
    const { approvals } = await chat.send(words(buy(check)));
    expect(approvals).toMatchObject([
      {
        callId: 'c1.c1.c1',
        subAgent: { goalId: 'checker', conversationId: `${chat.id}.c1.c1` },
      },
    ]);
    const [pending] = approvals;
    if (pending === undefined) return;
    const done = await chat.reject(pending, { by: 'ada', reason: 'We have some' });
    expect(done.text).toContain('rejected by ada: We have some');
    expect(await chat.usage()).toMatchObject({ modelCalls: 7, toolCalls: 2 });
    await chat.end();
  });

  test('asks about what may have happened, and goes on with what people say', async () => {
    const chat = await agent.start('desk');
    const { approvals } = await chat.send(words(buy(call('Pay', { item: 'lost' }))));
    const [pending] = approvals;
    if (pending === undefined) throw new Error('Nothing waits.');
    await chat.approve(pending, { by: 'ada' });
    const doubtful = await chat.approve(pending, { by: 'bob' });
    expect(doubtful).toMatchObject({
      state: 'in-doubt',
      inDoubt: [{ callId: 'c1.c1', tool: 'Pay', subAgent: { goalId: 'buyer' } }],
    });
    const done = await chat.resolve('c1.c1', { happened: true, output: { paid: 'yes' } });
    expect(done.text).toBe('It gave [{"results":[{"paid":"yes"}]}].');
    expect(attemptsIn(folder).filter(({ item }) => item === 'lost')).toHaveLength(1);
    await chat.end();
  });

  test('is taken back by a newer message while it waits for a decision, and says what it had done', async () => {
    const chat = await agent.start('desk');
    const task = buy(call('Price', { item: 'pen' }), call('Order', { item: 'pen' }));
    const { approvals } = await chat.send(words(task));
    expect(approvals).toHaveLength(1);
    const { text } = await chat.send(words(call('Price', { item: 'tea' })));
    expect(text).toBe('It gave [{"price":3}].');
    const [bought] = (await chat.messages()).filter(({ role }) => role === 'tool');
    expect(bought?.toolResult).toMatchObject({
      outcome: 'failed',
      error:
        "'Buy' gave no result: its sub-agent was taken back: A newer message came. Before that it completed 'Price'. Its last words: On my way.",
    });
    expect(await agent.agents.conversation(`${chat.id}.c1`).result()).toMatchObject({
      outcome: 'ended',
    });
    await chat.end();
  });

  test.each(['end', 'cancel'] as const)(
    'does not outlive the conversation above: %s',
    async (how) => {
      const run = await agent.agents.startRun('desk', words(buy(call('Wait', { item: how }))));
      await expect.poll(() => attemptsIn(folder).some(({ item }) => item === how)).toBe(true);
      const below = agent.agents.conversation(`${run.id}.c1`);
      if (how === 'cancel') {
        await run.cancel();
        await run.result().catch(() => undefined);
        expect(await below.result()).toMatchObject({ outcome: 'cancelled' });
        return;
      }
      await run.end();
      await expect.poll(async () => (await below.status()).state).toBe('ended');
      // What runs is let settle; only cancelling aborts it.
      expect((await below.status()).running).toEqual(['Wait']);
      await agent.client.workflow.getHandle(below.id).cancel();
      expect(await below.result()).toMatchObject({ outcome: 'ended' });
      expect(await run.result()).toMatchObject({ outcome: 'ended' });
    },
  );

  test('is in lists only when it is asked for, and may be decided about where it is', async () => {
    const chat = await agent.start('desk');
    const { approvals } = await chat.send(words(buy(call('Order', { item: 'lamp' }))));
    const ids = async (query: { subAgentsOf?: string }): Promise<readonly string[]> => {
      const found: string[] = [];
      for await (const { conversationId } of agent.agents.list(query)) found.push(conversationId);
      return found;
    };
    const below = agent.agents.conversation(`${chat.id}.c1`);
    await expect.poll(() => ids({ subAgentsOf: chat.id })).toEqual([below.id]);
    expect(await ids({})).toContain(chat.id);
    expect(await ids({})).not.toContain(below.id);
    expect((await chat.status()).subAgents).toEqual([
      { callId: 'c1', tool: 'Buy', goalId: 'buyer', conversationId: below.id },
    ]);
    const [own] = await below.approvals();
    expect(own).toMatchObject({ callId: 'c1', inputHash: approvals[0]?.inputHash });
    if (own !== undefined) await below.approve(own, { by: 'ada' });
    await expect
      .poll(async () => (await chat.messages()).at(-1)?.text)
      .toBe('It gave [{"results":[{"ordered":"lamp"}]}].');
    expect(await chat.approvals()).toEqual([]);
    await chat.end();
  });

  test('that is terminated puts the call in doubt', async () => {
    const chat = await agent.start('desk');
    await chat.send(words(buy(call('Order', { item: 'lamp' }))));
    await agent.client.workflow.getHandle(`${chat.id}.c1`).terminate();
    const { inDoubt } = await chat.waitFor(['in-doubt']);
    expect(inDoubt).toMatchObject([{ callId: 'c1', tool: 'Buy' }]);
    const { text } = await chat.resolve('c1', { happened: false, by: 'ada' });
    expect(text).toContain('ada says that it did not happen');
    await chat.end();
  });

  test('does not begin where another conversation has its id, and the model reads that', async () => {
    const chat = await agent.start('desk');
    await agent.start('archive', { conversationId: `${chat.id}.c1` });
    const { text } = await chat.send(words(buy(call('Price', { item: 'lamp' }))));
    expect(text).toContain(
      `another conversation runs under the id of its sub-agent, '${chat.id}.c1'.`,
    );
    await agent.agents.conversation(`${chat.id}.c1`).end();
    await chat.end();
  });

  test('gets no more than is left, and neither does one below it', async () => {
    const chat = await agent.start('desk', { limits: { modelCalls: 5 } });
    const check = call('Check', { task: words(call('Order', { item: 'lamp' })) });
    const { text } = await chat.send(words(buy(call('Price', { item: 'pen' }), check)));
    expect(text).toContain('{"price":3}');
    expect(text).toContain(
      "'Check' was not run: the 2 model calls of this conversation leave nothing for a sub-agent.",
    );
    expect((await chat.usage()).modelCalls).toBe(5);
    await chat.end();
  });

  test('goes on with the model that is chosen above, however deep it waits for its own', async () => {
    const chat = await agent.start('desk', { model: 'broke' });
    const check = call('Check', { task: words(call('Order', { item: 'ink' })) });
    const stuck = await chat.send(words(buy(check)));
    expect(stuck).toMatchObject({
      state: 'waiting-for-model',
      waiting: { type: 'ModelQuotaExhausted' },
    });
    const asked = await chat.setModel('paid');
    expect(asked).toMatchObject({ state: 'awaiting-approval' });
    const [pending] = asked.approvals;
    if (pending === undefined) return;
    // One that does not wait for its model goes on with the new one, too.
    expect(await chat.setModel('better')).toMatchObject({ state: 'awaiting-approval' });
    const done = await chat.approve(pending);
    expect(done.text).toContain('ordered');
    const modelsOf = async (id: string) =>
      (await agent.agents.conversation(id).messages()).flatMap(({ model }) => model ?? []);
    expect(await modelsOf(`${chat.id}.c1.c1`)).toEqual(['paid', 'better']);
    expect(await modelsOf(`${chat.id}.c1`)).toEqual(['broke', 'better']);
    expect(await modelsOf(chat.id)).toEqual(['broke', 'broke', 'better']);
    await chat.end();
  });
});

describe.each([
  { above: 'tools', below: 'tools' },
  { above: 'tools', below: 'json' },
  { above: 'json', below: 'tools' },
] as const)('a sub-agent, with the planner $above above and $below below', (planners) => {
  let office: TestAgent<ReturnType<typeof officeGoals>>;
  beforeAll(async () => {
    office = await createTestAgent({
      goals: officeGoals(folder, planners),
      model: officeModel(folder),
      showConfirm: () => false,
      server: agent.environment,
    });
  });
  afterAll(async () => await office.close());

  test('asks through the one above, beside other calls, and gives what its goal gives', async () => {
    const chat = await office.start('desk');
    const check = call('Check', { task: words(call('Order', { item: 'ink' })) });
    const { approvals } = await chat.send(
      words(buy(check, call('Price', { item: 'pen' })), call('Price', { item: 'tea' })),
    );
    const [pending] = approvals;
    expect(pending).toMatchObject({ callId: 'c1.c1.c1', input: { item: 'ink' } });
    if (pending === undefined) return;
    const { text } = await chat.approve(pending, { by: 'ada' });
    const checked = { answer: 'It gave [{"ordered":"ink"}].' };
    const gave = [{ results: [checked, { price: 3 }] }, { price: 3 }];
    expect(text).toBe(`It gave ${JSON.stringify(gave)}.`);
    await chat.end();
  });

  test('is taken back by a newer message, and is told what is wrong with its input', async () => {
    const chat = await office.start('desk');
    await chat.send(words(buy(call('Order', { item: 'pen' }))));
    const { text } = await chat.send(words(call('Buy', { email: 7, task: 'x' })));
    expect(text).toContain('email');
    const [bought] = (await chat.messages()).filter(({ role }) => role === 'tool');
    expect(bought?.toolResult?.error).toContain('was taken back');
    await chat.end();
  });
});
