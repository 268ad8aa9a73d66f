import { modelFromEnv } from '@durable-goals/activities';
import { connectAgents, temporalOptions } from '@durable-goals/client';
import { defineGoal, defineRegistry, defineTool } from '@durable-goals/core';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { echoGoal, echoModel } from './conversation/echo.js';

const goals = [echoGoal] as const;
let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  agent = await createTestAgent({ goals, model: echoModel(), server: 'dev' });
});
afterAll(async () => await agent.close());

/** What went wrong, in the words that a person reads: one line, no stack, whole sentences. */
async function wordsOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    const { message } = error as Error;
    expect(message).toMatch(/^[A-Z'][^\n]*\.$/);
    return message;
  }
  throw new Error('Nothing went wrong.');
}

describe('a mistake is told in one clear sentence and leaves the conversation unharmed', () => {
  /** What the agent last did and said must be the same before and after the mistake. */
  async function unharmed(id: string, mistake: () => Promise<string>): Promise<string> {
    const chat = await agent.start('echo', { conversationId: id });
    await chat.send('before');
    const [before, messages] = [await chat.status(), await chat.messages()];
    const words = await mistake();
    expect(await chat.status()).toEqual(before);
    expect(await chat.messages()).toEqual(messages);
    expect(await chat.send('after')).toMatchObject({ text: 'echo after', turn: before.turn + 1 });
    return words;
  }

  test('an unknown goal', async () => {
    const { agents } = agent;
    const words = await unharmed('goal-1', () => wordsOf(() => agents.start('trip' as 'echo')));
    expect(words).toMatchInlineSnapshot(
      `"No goal 'trip' is registered on this Worker; it has 'echo'. Register the goal or start one of these."`,
    );
  });

  test('an unknown goal to go on with', async () => {
    const chat = await agent.start('echo', { conversationId: 'goal-2' });
    const { text, state } = await chat.changeGoal('trip');
    expect(state).toBe('awaiting-user');
    expect(text).toMatchInlineSnapshot(
      `"No goal 'trip' is registered on this Worker; it has 'echo'. Register the goal or start one of these."`,
    );
    expect((await chat.status()).goalId).toBe('echo');
    expect(await chat.send('after')).toMatchObject({ text: 'echo after' });
  });

  test('a message over the limit', async () => {
    const chat = agent.agents.conversation('long-1');
    const words = await unharmed('long-1', () => wordsOf(() => chat.send('x'.repeat(32_001))));
    expect(words).toMatchInlineSnapshot(
      `"The message has 32001 characters; the limit is 32000. Send it in parts."`,
    );
    const longest = await chat.send('y'.repeat(32_000));
    expect(longest.state).toBe('awaiting-user');
  });

  test('a message over what Temporal itself takes', async () => {
    const chat = agent.agents.conversation('long-2');
    const words = await unharmed('long-2', () => wordsOf(() => chat.send('x'.repeat(5_000_000))));
    expect(words).toBe('The message has 5000000 characters; the limit is 32000. Send it in parts.');
  });

  test('an approval of a call that is not there', async () => {
    const chat = agent.agents.conversation('call-1');
    const target = { callId: 'c9', inputHash: 'x' };
    const words = await unharmed('call-1', () => wordsOf(() => chat.approve(target)));
    expect(words).toMatchInlineSnapshot(`"This conversation has no call 'c9' that waits."`);
  });

  test('nothing to try again', async () => {
    const chat = agent.agents.conversation('retry-1');
    const words = await unharmed('retry-1', () => wordsOf(() => chat.retry()));
    expect(words).toMatchInlineSnapshot(
      `"The conversation waits for no model, so there is nothing to try again."`,
    );
  });

  test('a Worker that is not there', async () => {
    const { environment } = agent;
    const { agents, close } = await connectAgents<typeof goals>({
      temporal: {
        connection: { address: environment.address },
        namespace: 'default',
        taskQueue: 'nobody',
      },
      patience: { acceptMs: 300 },
    });
    const chat = await agents.start('echo', { conversationId: 'nobody-1' });
    expect(await chat.send('hi')).toMatchObject({ state: 'queued' });
    // As a Signal it would be dropped without a word.
    expect(await wordsOf(() => chat.send('x'.repeat(32_001)))).toMatch(/^The message has 32001/);
    expect(await chat.status()).toMatchObject({ stale: true });
    expect(await wordsOf(() => chat.retry())).toMatchInlineSnapshot(
      `"No Worker took 'retry' in time. Start one and look at the status before you send it again: it may be taken yet."`,
    );
    const worker = await createTestAgent({
      goals,
      model: echoModel(),
      server: environment,
      taskQueue: 'nobody',
    });
    await expect.poll(async () => (await chat.status()).turn, { timeout: 10_000 }).toBe(1);
    await chat.waitFor();
    expect((await chat.messages()).at(-1)?.text).toBe('echo hi');
    await worker.close();
    await close();
  });
});

describe('a mistake of a developer is told when it is made', () => {
  const tool = defineTool({
    name: 'Book',
    description: 'Books',
    input: z.strictObject({ at: z.date() }),
    execute: () => 1,
  });
  const rest = { title: 'Rooms', instructions: 'Book.' };

  test('a tool defined twice', async () => {
    const define = () => defineGoal({ id: 'rooms', ...rest, tools: [tool, tool] });
    expect(await wordsOf(define)).toMatchInlineSnapshot(
      `"Goal 'rooms' lists the tool 'Book' twice. Give each tool its own name."`,
    );
  });

  test('a tool with an input that no model can be told about', async () => {
    const define = () => defineRegistry([defineGoal({ id: 'rooms', ...rest, tools: [tool] })]);
    expect(await wordsOf(define)).toMatchInlineSnapshot(
      `"Tool 'Book' cannot be offered to a model: 'at' of its input is a Date, which has no JSON form. Use a zod type that JSON can hold."`,
    );
  });

  test('a goal defined twice', async () => {
    expect(await wordsOf(() => defineRegistry([echoGoal, echoGoal]))).toMatchInlineSnapshot(
      `"Two goals have the id 'echo'. Give each goal its own id."`,
    );
  });

  test('a template that does not hold', async () => {
    const goal = defineGoal({ ...echoGoal, prompts: { summary: 'Sum up {{ nothing }}' } });
    expect(await wordsOf(() => defineRegistry([goal]))).toMatchInlineSnapshot(
      `"The template 'summary' of goal 'echo' cannot be rendered: it reads 'nothing', but it is given goal. Change the template."`,
    );
  });

  test('a Worker with such a goal does not start', async () => {
    const [bad, { environment: server }] = [
      defineGoal({ id: 'rooms', ...rest, tools: [tool] }),
      agent,
    ];
    const words = await wordsOf(() => createTestAgent({ goals: [bad], server }));
    expect(words).toContain(`'at' of its input is a Date`);
  });
});

describe('a wrong setting is told with its name', () => {
  test('an address where no Temporal is', async () => {
    const temporal = temporalOptions({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    const words = await wordsOf(() => connectAgents({ temporal }));
    expect(words).toContain(`nothing answers at '127.0.0.1:1'`);
    expect(words).toMatch(/Start it, or correct TEMPORAL_ADDRESS\.$/);
  }, 10_000);

  const providers = `'openai/', 'anthropic/', 'gemini/', 'ollama/', `;
  test.each([
    [
      'a model without its key',
      { LLM_MODEL: 'openai/gpt-5' },
      `Model 'openai/gpt-5' needs an API key, and 'LLM_KEY' is not set. Set LLM_KEY to a key of 'openai'.`,
    ],
    [
      'a model of another provider without its key',
      { LLM_MODEL: 'anthropic/claude-x' },
      `Model 'anthropic/claude-x' needs an API key, and 'LLM_KEY' is not set. Set LLM_KEY to a key of 'anthropic'.`,
    ],
    [
      'a key without a model',
      { LLM_KEY: 'sk-not-a-real-key' },
      `'LLM_KEY' is set but 'LLM_MODEL' is not. Set LLM_MODEL to the name of a model, or clear LLM_KEY.`,
    ],
    [
      'a model of an unknown provider',
      { LLM_MODEL: 'acme/one', LLM_KEY: 'sk-not-a-real-key' },
      `Model 'acme/one' names the provider 'acme', whose address is not known; known are ${providers}`,
    ],
  ])('%s', async (_, env, message) => {
    const words = await wordsOf(() => modelFromEnv(env));
    expect(words.slice(0, message.length)).toBe(message);
    expect(words).not.toContain('sk-not');
  });
});
