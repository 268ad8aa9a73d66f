import { defineGoal, defineTool, ToolFailure } from '@durable-goals/core';
import { createTestAgent, scriptedModel } from '@durable-goals/testing';
import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import * as z from 'zod';

const reading = {
  description: 'Reads',
  effect: 'read',
  timing: { maxAttempts: 1 },
  needsApproval: 'never',
  input: z.strictObject({}),
} as const;
const fine = defineTool({ ...reading, name: 'Fine', execute: () => 'fine' });
const thrower = (name: string, thrown: () => unknown) =>
  defineTool({ ...reading, name, execute: () => Promise.reject(thrown()) });

test('whatever a tool throws, its Worker lives, and the calls beside it have their results', async () => {
  const tools = [
    thrower('Half', () => new Error('half \ud800')),
    thrower('Big', () => ApplicationFailure.retryable('of 10', 'Big', 10n)),
    thrower('Long', () => new Error('y'.repeat(3_000_000))),
    thrower('Told', () => new ToolFailure('y'.repeat(5_000_000))),
    thrower('Late', () => ApplicationFailure.create({ message: 'late', nextRetryDelay: Infinity })),
    fine,
  ];
  const goal = defineGoal({
    id: 'throwing',
    title: 'Throwing',
    instructions: 'Call all.',
    validatePrompts: false,
    tools,
  });
  const agent = await createTestAgent({
    goals: [goal],
    model: scriptedModel([
      { say: 'Hi.' },
      { calls: tools.map(({ name }) => ({ tool: name, input: {} })) },
      { say: 'Well.' },
    ]),
  });
  try {
    const chat = await agent.start('throwing');
    expect((await chat.send('Go.')).state).toBe('awaiting-user');
    const messages = await chat.messages();
    const results = messages.flatMap(({ toolResult }) => toolResult ?? []);
    expect(results.map(({ outcome, error = '' }) => [outcome, error.slice(0, 8)])).toEqual([
      ['failed', 'half \ufffd'],
      ['failed', 'of 10'],
      ['failed', 'yyyyyyyy'],
      ['failed', 'yyyyyyyy'],
      ['failed', 'late'],
      ['completed', ''],
    ]);
  } finally {
    await agent.close();
  }
}, 60_000);
