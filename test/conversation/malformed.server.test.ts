import { defineGoal, defineTool } from '@durable-goals/core';
import { createTestAgent, scriptedModel, type TestAgent } from '@durable-goals/testing';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { RawValue } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { echoGoal, echoModel } from './echo.js';

const slow = defineGoal({
  id: 'slow',
  title: 'Slow',
  instructions: 'Wait.',
  tools: [
    defineTool({
      name: 'Wait',
      description: 'Waits until it is told to stop',
      effect: 'read',
      needsApproval: 'never',
      input: z.strictObject({}),
      execute: (_, { signal }) =>
        new Promise<string>((resolve) => {
          const timer = setTimeout(() => resolve('Waited.'), 6_000);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve('Stopped.');
          });
        }),
    }),
  ],
});
const goals = [echoGoal, slow] as const;
let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  agent = await createTestAgent({ goals, model: echoModel(), server: 'dev' });
});
afterAll(async () => await agent.close());

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const payload = (encoding: string, data: string): RawValue =>
  RawValue.fromPayload({ metadata: { encoding: bytes(encoding) }, data: bytes(data) });

describe('a malformed Signal', () => {
  const payloads: readonly (readonly [string, readonly unknown[]])[] = [
    ['nothing', []],
    ['null', [null]],
    ['a number', [7]],
    ['a list', [[1, 2]]],
    ['an object without text', [{ id: 'x' }]],
    ['an id that is no text', [{ id: 7, text: 'hi' }]],
    ['an empty text', ['']],
    ['a text over the limit', ['x'.repeat(40_000)]],
    ['JSON that is none', [payload('json/plain', '{"half":')]],
    ['an unknown encoding', [payload('binary/unheard-of', 'x')]],
    ['a payload without metadata', [RawValue.fromPayload({ data: bytes('x') })]],
    ['two payloads, the second broken', ['hello', payload('json/plain', '{')]],
    ['a prototype', [JSON.parse('{"__proto__": {"id": "x", "text": "y"}}')]],
  ];
  for (const name of ['userPrompt', 'decide', 'confirm', 'endChatter']) {
    test.each(payloads)(
      `to '${name}' of %s leaves the conversation unharmed`,
      async (_, values) => {
        const chat = await agent.start('echo', { conversationId: `signal-${name}` });
        const handle = agent.client.workflow.getHandle(chat.id);
        await handle.signal(name, ...values);
        const answer = await chat.send('well?');
        expect(answer.text).toBe('echo well?');
        expect(answer.state).toBe('awaiting-user');
      },
    );
  }
});

describe('a malformed Update', () => {
  const requests = [
    undefined,
    null,
    'hi',
    7,
    [],
    {},
    { id: '' },
    { id: 'x', text: '  ' },
    { id: 'x'.repeat(300), text: 'y' },
  ];
  const names = [
    'sendMessage',
    'approve',
    'reject',
    'resolve',
    'setModel',
    'changeGoal',
    'grant',
    'retry',
    'end',
  ];
  test.each(names)(`to '%s' is refused in a sentence, and leaves no history`, async (name) => {
    const chat = await agent.start('echo', { conversationId: `update-${name}` });
    const handle = agent.client.workflow.getHandle(chat.id);
    const before = (await handle.describe()).historyLength;
    for (const request of requests) {
      if (name === 'retry' || name === 'end') continue;
      const sent = handle.executeUpdate(name, { args: [request] });
      const error = await sent.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
      expect((error as WorkflowUpdateFailedError).cause).toMatchObject({
        type: 'MalformedRequest',
      });
    }
    expect((await handle.describe()).historyLength).toBe(before);
    expect(await chat.send('well?')).toMatchObject({ text: 'echo well?' });
  });
});

describe('a start that makes no sense', () => {
  test.each([
    ['no input', []],
    ['null', [null]],
    ['no goal', [{ mode: 'chat' }]],
    ['an unknown mode', [{ goalId: 'echo', mode: 'dream' }]],
    ['prompts that are no list', [{ goalId: 'echo', mode: 'chat', queuedPrompts: 'hi' }]],
    ['messages that are none', [{ goalId: 'echo', mode: 'chat', messages: [null] }]],
  ])('with %s ends with a sentence', async (_, args) => {
    const handle = await agent.client.workflow.start('agentGoalWorkflow', {
      workflowId: `start-${Math.random()}`,
      taskQueue: agent.taskQueue,
      args,
    });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'StartRefused' } });
  });

  test('of an unknown goal names the goals that there are', async () => {
    const handle = await agent.client.workflow.start('agentGoalWorkflow', {
      workflowId: 'start-unknown',
      taskQueue: agent.taskQueue,
      args: [{ goalId: 'nope', mode: 'chat' }],
    });
    await expect(handle.result()).rejects.toMatchObject({
      cause: {
        type: 'UnknownGoal',
        message: `No goal 'nope' is registered on this Worker; it has 'echo', 'slow'. Register the goal or start one of these.`,
      },
    });
    // The failed Workflow still answers Queries: nobody may wait for it.
    const status = await agent.agents.conversation('start-unknown').waitFor();
    expect(status).toMatchObject({ state: 'ended', failure: expect.stringContaining(`'nope'`) });
  });
});

test('the end comes within two seconds, with twenty callers parked behind a slow tool', async () => {
  const model = scriptedModel([{ say: 'Hi.' }, { call: 'Wait', input: {} }]);
  const waiting = await createTestAgent({ goals, model, server: agent.environment });
  try {
    const chat = await waiting.start('slow', { conversationId: 'slow-1' });
    const callers = Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => chat.send(`m${index}`)),
    );
    await chat.waitFor(['working']);
    const started = Date.now();
    await chat.end();
    await chat.waitFor(['ended']);
    expect(Date.now() - started).toBeLessThan(2_000);
    const answers = await callers;
    for (const answer of answers) {
      if (answer.status === 'rejected') {
        expect(['ConversationEnded', 'NoConversation']).toContain(
          (answer.reason as { type?: string }).type,
        );
      } else {
        expect(['ended', 'working', 'queued']).toContain(answer.value.state);
      }
    }
  } finally {
    await waiting.close();
  }
}, 60_000);
