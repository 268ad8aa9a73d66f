import { fallbackModel, openaiModel } from '@durable-goals/activities';
import { defineGoal } from '@durable-goals/core';
import { createTestAgent, type TestAgent, type TestAgentOptions } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startUpstream,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamRequest,
} from '../packages/activities/test/model/openai-upstream.js';

const goals = [
  defineGoal({
    id: 'talk',
    title: 'Talk',
    instructions: 'Talk.',
    tools: [],
    validatePrompts: false,
    modelTiming: { maxAttempts: 2, retryIntervalMs: 50 },
  }),
] as const;

const said = (response: string, next = 'question'): string => JSON.stringify({ response, next });
const hour = 3_600_000;

/** What a provider does, to be changed as a test goes on. */
let script: (request: UpstreamRequest) => UpstreamAnswer = () => said('Hello.');
let provider: Upstream;
let other: Upstream;
let host: TestAgent<typeof goals>;
beforeAll(async () => {
  provider = await startUpstream((request) => script(request));
  other = await startUpstream(({ messages }) =>
    said(`The other one speaks after ${messages.length} messages.`),
  );
  host = await createTestAgent({ goals });
});
afterAll(async () => {
  await host.close();
  await provider.stop();
  await other.stop();
});

const ask = (model: string, { baseURL }: Upstream, timeoutMs = 500) =>
  openaiModel({ model, baseURL, apiKey: 'k-1', timeoutMs });

/** A Worker of a test's own, on the server that all of them share. */
const agentWith = async (options: Omit<TestAgentOptions<typeof goals>, 'goals'>) =>
  await createTestAgent({ goals, server: host.environment, ...options });

test('two hours of a provider that never answers: the conversation goes on unasked, after a few calls', async () => {
  script = () => said('Hello.');
  const agent = await agentWith({ model: ask('hole', provider) });
  try {
    const chat = await agent.start('talk');
    const before = provider.requests.length;
    script = () => ({ write: () => undefined });
    const answer = await chat.send('Are you there?');
    expect(answer).toMatchObject({
      state: 'waiting-for-model',
      waiting: {
        type: 'ModelTimedOut',
        reason: expect.stringContaining('gave no whole answer within 0.5 s.'),
        until: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      },
    });
    for (let quarter = 0; quarter < 8; quarter += 1) await agent.sleep(hour / 4);
    expect(await chat.status()).toMatchObject({ state: 'waiting-for-model' });
    const calls = provider.requests.length - before;
    expect(calls).toBeGreaterThan(3);
    expect(calls).toBeLessThanOrEqual(9);
    script = () => said('I am back.');
    await agent.sleep(1.1 * hour);
    const { state } = await chat.waitFor(['awaiting-user']);
    expect(state).toBe('awaiting-user');
    expect((await chat.messages()).at(-1)?.text).toBe('I am back.');
    expect(provider.requests.length - before).toBe(calls + 1);
  } finally {
    await agent.close();
  }
}, 120_000);

test('after the key was refused, the conversation goes on with a Worker that has another model', async () => {
  script = () => said('Hello.');
  // The time-skipping server would wait for the first Worker for ever.
  const first = await createTestAgent({ goals, model: ask('first', provider), server: 'dev' });
  try {
    const chat = await first.start('talk', { conversationId: 'two-workers' });
    script = () => ({
      status: 401,
      body: { error: { message: 'Incorrect API key', code: 'invalid_api_key' } },
    });
    const refused = await chat.send('Well?');
    expect(refused).toMatchObject({
      state: 'waiting-for-model',
      waiting: { type: 'ModelAuthRefused', reason: expect.stringContaining('Set LLM_KEY to') },
    });
    expect(refused.waiting?.until).toBeUndefined();
    const { environment, taskQueue } = first;
    await first.stopWorker();
    const second = await createTestAgent({
      goals,
      model: ask('second', other),
      server: environment,
      taskQueue,
    });
    try {
      const same = second.agents.conversation('two-workers');
      await same.waitFor(['waiting-for-model'], { timeoutMs: 30_000 });
      const answer = await same.retry();
      expect(answer.text).toMatch(/^The other one speaks/);
      // The message that was never answered before is the one that is answered now.
      expect(other.requests.at(-1)?.messages.some(({ content }) => content === 'Well?')).toBe(true);
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
}, 120_000);

describe('more than one model', () => {
  test('half a conversation on one, half on another, each message naming the one that made it', async () => {
    script = () => said('The first one speaks.');
    const [first, second] = [ask('model-a', provider), ask('model-b', other)];
    const agent = await agentWith({
      model: first,
      modelById: (id) => (id === second.id ? second : undefined),
    });
    try {
      const chat = await agent.start('talk');
      await chat.send('one');
      await chat.setModel('model-b');
      expect(await chat.status()).toMatchObject({ model: 'model-b' });
      const before = provider.requests.length;
      const answer = await chat.send('two');
      // What was said to the first one is known to the other.
      expect(answer.text).toBe('The other one speaks after 6 messages.');
      await chat.send('three');
      expect(provider.requests.length).toBe(before);
      const made = (await chat.messages()).flatMap(({ role, model }) =>
        role === 'agent' ? [model] : [],
      );
      expect(made).toEqual(['model-a', 'model-a', 'model-b', 'model-b']);
    } finally {
      await agent.close();
    }
  });

  test('one that stands in for another is named in the message that it made', async () => {
    script = () => ({ status: 503, body: { error: { message: 'Overloaded' } } });
    const model = fallbackModel([ask('model-a', provider), ask('model-b', other)]);
    const agent = await agentWith({ model });
    try {
      const chat = await agent.start('talk');
      const [greeting] = await chat.messages();
      expect(greeting).toMatchObject({ model: 'model-b' });
      expect(await chat.usage()).toMatchObject({ modelCalls: 1, inputTokens: 12 });
    } finally {
      await agent.close();
    }
  });

  test('one that nobody knows makes the conversation wait, and says how to choose another', async () => {
    script = () => said('Hello.');
    const agent = await agentWith({ model: ask('model-a', provider) });
    try {
      const chat = await agent.start('talk');
      await chat.setModel('model-z');
      const answer = await chat.send('Well?');
      expect(answer).toMatchObject({
        state: 'waiting-for-model',
        waiting: {
          type: 'ModelUnknown',
          reason:
            "This Worker has no model 'model-z'; its own is 'model-a'. Choose that one, with setModel or /model, or register the other.",
        },
      });
      const other = await chat.setModel('model-a');
      expect(other).toMatchObject({ state: 'awaiting-user', text: 'Hello.' });
    } finally {
      await agent.close();
    }
  });
});

test('a conversation that is too long for its model is shortened, goes on, and says so', async () => {
  const limit = 13;
  script = ({ messages }) => {
    if (messages[0]?.content.startsWith('You sum up')) return 'Ada counted up to eight.';
    return messages.length > limit
      ? {
          status: 400,
          body: { error: { message: 'maximum context length', code: 'context_length_exceeded' } },
        }
      : said(`I read ${messages.length} messages.`);
  };
  const agent = await agentWith({ model: ask('short', provider, 20_000) });
  try {
    const chat = await agent.start('talk');
    for (let turn = 1; turn <= 5; turn += 1) await chat.send(`${turn}`);
    const before = provider.requests.length;
    const answer = await chat.send('six');
    expect(answer).toMatchObject({ state: 'awaiting-user' });
    expect(answer.text).toMatch(/^I read \d messages\.$/);
    expect(provider.requests.length - before, 'refused, summed up, planned again').toBe(3);
    expect(await chat.status()).toMatchObject({ summary: 'Ada counted up to eight.' });
    expect((await chat.messages()).find(({ role }) => role === 'system')?.text).toBe(
      'The model refused the conversation as too long, so its older part was summed up.',
    );
    script = () => ({
      status: 400,
      body: { error: { message: 'maximum context length', code: 'context_length_exceeded' } },
    });
    const stuck = await chat.send('seven');
    expect(stuck).toMatchObject({
      state: 'waiting-for-model',
      waiting: {
        type: 'ModelContextTooLong',
        reason: expect.stringContaining('was summed up already, and it is still too long.'),
      },
    });
    script = () => said('Here again.');
    expect(await chat.send('eight')).toMatchObject({ state: 'awaiting-user', text: 'Here again.' });
  } finally {
    await agent.close();
  }
}, 60_000);
