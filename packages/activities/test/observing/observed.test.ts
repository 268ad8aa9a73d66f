import type { AgentObserver, ObservedModelCall } from '@durable-goals/activities';
import { createAgentActivities } from '@durable-goals/activities';
import { defineGoal, defineRegistry, defineTool, type ToolRequest } from '@durable-goals/core';
import { scriptedModel } from '@durable-goals/testing';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const secret = 'Sk-0123456789abcdef';
let attempts = 0;

const registry = defineRegistry([
  defineGoal({
    id: 'g',
    title: 'Goal',
    instructions: 'Do.',
    tools: [
      defineTool({
        name: 'Do',
        description: 'Does it',
        effect: 'read',
        input: z.strictObject({ note: z.string() }),
        execute: ({ note }) => {
          attempts += 1;
          if (note === 'throw') throw new TypeError(`no ${secret}`);
          return { note, secret };
        },
      }),
    ],
  }),
]);

async function runTool(observer: AgentObserver, note: string): Promise<unknown> {
  const activities = createAgentActivities({ goals: registry, secrets: [secret], observer });
  const request: ToolRequest = {
    conversationId: 'c:1',
    callId: 'c7',
    idempotencyKey: 'c:1:chain:c7',
    goal: { id: 'g', hash: registry.spec('g').hash },
    tool: 'Do',
    input: { note },
  };
  return await new MockActivityEnvironment().run(activities['Do'] as never, request as never);
}

describe('an observer', () => {
  test('sees what is done, for whom, and how it ended, without secrets', async () => {
    const seen: unknown[] = [];
    const observer: AgentObserver = {
      async toolCall({ input, ...call }, run) {
        seen.push(call, input());
        const { outcome, result } = await run();
        seen.push(outcome, result());
      },
    };
    await runTool(observer, `for ${secret}`);
    expect(seen).toEqual([
      {
        conversationId: 'c:1',
        chainId: 'chain',
        goal: { id: 'g', title: 'Goal', hash: registry.spec('g').hash },
        attempt: 1,
        callId: 'c7',
        tool: { name: 'Do', description: 'Does it', effect: 'read' },
      },
      { note: 'for [redacted]' },
      'completed',
      { note: 'for [redacted]', secret: '[redacted]' },
    ]);
  });

  test('sees a failure without secrets', async () => {
    let seen: unknown;
    const observer: AgentObserver = {
      async toolCall(_, run) {
        await run().catch((error: unknown) => {
          seen = error;
        });
      },
    };
    await expect(runTool(observer, 'throw')).rejects.toThrow('no [redacted]');
    expect(seen).toMatchObject({ name: 'TypeError', message: 'no [redacted]' });
  });

  const observers: readonly (readonly [does: string, observer: AgentObserver])[] = [
    ['hands on what came of it', { toolCall: async (_, run) => void (await run()) }],
    ['does not wait for it', { toolCall: async () => {} }],
    ['throws at once', { toolCall: () => Promise.reject(new Error('mine')) }],
    [
      'throws afterwards',
      {
        async toolCall(_, run) {
          await run();
          throw new Error('mine');
        },
      },
    ],
    [
      'runs it twice',
      {
        async toolCall(_, run) {
          await run();
          await run();
        },
      },
    ],
  ];

  test.each(observers)('changes nothing when it %s', async (_, observer) => {
    attempts = 0;
    expect(await runTool(observer, 'x')).toEqual({
      kind: 'completed',
      output: { note: 'x', secret: '[redacted]' },
    });
    await expect(runTool(observer, 'throw')).rejects.toThrow('no [redacted]');
    expect(attempts).toBe(2);
  });

  test('sees each call to a model, with what it is for', async () => {
    const calls: ObservedModelCall[] = [];
    const observer: AgentObserver = {
      async modelCall(call, run) {
        calls.push(call);
        await run();
      },
    };
    const model = scriptedModel([{ say: 'Hello.' }]);
    const activities = createAgentActivities({ goals: registry, model, observer });
    const { hash } = registry.spec('g');
    const stretch = { turn: 3, since: 5 };
    await new MockActivityEnvironment().run(
      activities['durableGoals.plan'] as never,
      {
        conversationId: 'c',
        chainId: 'r',
        goal: { id: 'g', hash },
        situation: {
          trigger: { kind: 'message', text: 'hi' },
          transcript: [{ role: 'user', text: 'hi' }],
          known: {},
          completed: [],
          pending: [],
        },
        validate: true,
        stretch,
      } as never,
    );
    expect(calls.map(({ purpose, stretch: of, model: id }) => [purpose, of, id])).toEqual([
      ['validate', stretch, 'scripted'],
      ['plan', stretch, 'scripted'],
    ]);
  });

  test('is what has a conversation tell which stretch of work a request belongs to', async () => {
    const resolved = async (observer?: AgentObserver) =>
      await new MockActivityEnvironment().run(
        createAgentActivities({ goals: registry, ...(observer ? { observer } : {}) })[
          'durableGoals.resolveGoal'
        ] as never,
        { goalId: 'g' } as never,
      );
    expect(await resolved({})).toMatchObject({ observed: true });
    expect(await resolved()).not.toHaveProperty('observed');
  });
});
