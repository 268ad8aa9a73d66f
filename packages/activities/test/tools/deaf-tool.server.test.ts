import { defineGoal, defineTool } from '@durable-goals/core';
import { createTestAgent, scriptedModel } from '@durable-goals/testing';
import { expect, test } from 'vitest';
import * as z from 'zod';

const begun: string[] = [];
/** Does not look at its signal, as a tool that waits for a slow service without passing it on. */
const deaf = defineTool({
  name: 'Deaf',
  description: 'Does not listen',
  effect: 'unsafe',
  needsApproval: 'never',
  input: z.strictObject({}),
  async execute(_, { callId }) {
    begun.push(callId);
    await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
    return 'too late';
  },
});
const goals = [
  defineGoal({ id: 'deaf', title: 'Deaf', instructions: 'Wait.', tools: [deaf] }),
] as const;

test('a tool that does not listen does not keep its Worker from stopping, and is in doubt', async () => {
  const model = (): ReturnType<typeof scriptedModel> =>
    scriptedModel([{ say: 'Hi.' }, { call: 'Deaf', input: {} }]);
  const server = await createTestAgent({ goals, model: model(), server: 'dev' });
  const taskQueue = 'deaf';
  const on = { goals, server: server.environment, taskQueue } as const;
  try {
    const first = await createTestAgent({
      ...on,
      model: model(),
      worker: { shutdownGraceTime: '500ms' },
    });
    const chat = await first.start('deaf');
    const answer = chat.send('Do it.', { timeoutMs: 30_000 });
    await expect.poll(() => begun.length, { timeout: 20_000 }).toBe(1);
    await first.close();
    const second = await createTestAgent({ ...on, model: scriptedModel([]) });
    expect((await answer).state).toBe('in-doubt');
    expect((await chat.status()).inDoubt).toMatchObject([
      { tool: 'Deaf', reason: 'The Worker that ran it was shut down before it answered.' },
    ]);
    expect(begun).toHaveLength(1);
    await second.close();
  } finally {
    await server.close();
  }
}, 60_000);
