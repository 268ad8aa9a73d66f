import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, officeGoals, officeModel, words } from './office.js';

const folder = mkdtempSync(join(tmpdir(), 'sub-agents-'));
let agent: TestAgent<ReturnType<typeof officeGoals>>;
beforeAll(async () => {
  agent = await createTestAgent({
    goals: officeGoals(folder),
    model: officeModel,
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
});
