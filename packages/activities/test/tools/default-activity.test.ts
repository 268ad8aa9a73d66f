import {
  defineGoal,
  defineRegistry,
  defineTool,
  type Registry,
  type ToolReply,
  type ToolRequest,
} from '@durable-goals/core';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createAgentActivities } from '../../src/create-agent-activities.js';

const logger = new DefaultLogger('ERROR');
const tool = (name: string) =>
  defineTool({
    name,
    description: 'Echoes',
    effect: 'read',
    input: z.strictObject({ text: z.string() }),
    execute: ({ text }) => `${name}: ${text}`,
  });
const goal = (id: string, ...names: readonly string[]) =>
  defineGoal({ id, title: id, instructions: 'Echo.', tools: names.map(tool) });

const request: ToolRequest = {
  conversationId: 'c',
  callId: 'c1',
  idempotencyKey: 'k',
  goal: { id: 'one', hash: 'x' },
  tool: 'Echo',
  input: { text: 'hi' },
};

describe("a Worker's Activities", () => {
  test('are one for each tool, under its name, and the prefixed ones of the framework', () => {
    const activities = createAgentActivities({
      goals: [goal('one', 'Echo', 'Find'), goal('two', 'Echo')],
    });
    expect(Object.keys(activities).toSorted()).toEqual([
      'Echo',
      'Find',
      'default',
      'durableGoals.checkInput',
      'durableGoals.greet',
      'durableGoals.notifyApproval',
      'durableGoals.plan',
      'durableGoals.record',
      'durableGoals.resolveGoal',
      'durableGoals.summarize',
      'durableGoals.verify',
    ]);
  });

  test('run the tool of the goal that the call belongs to', async () => {
    const other = defineGoal({
      id: 'two',
      title: 'Two',
      instructions: 'Echo.',
      tools: [defineTool({ ...tool('Echo'), execute: () => 'of two' })],
    });
    const { Echo } = createAgentActivities({ goals: [goal('one', 'Echo'), other] });
    const run = (id: string): Promise<unknown> =>
      new MockActivityEnvironment().run(Echo as (request: ToolRequest) => Promise<ToolReply>, {
        ...request,
        goal: { id, hash: 'x' },
      });
    expect(await run('one')).toMatchObject({ output: 'Echo: hi' });
    expect(await run('two')).toMatchObject({ output: 'of two' });
  });
});

describe('the Activity for tools known at run time only', () => {
  const registry = defineRegistry([goal('one', 'Echo')]);
  /** A registry that finds tools when they are called, as one of MCP servers does. */
  const late: Registry = {
    ...registry,
    tool: (goalId, name) =>
      registry.tool(goalId, name) ?? (name.startsWith('Late') ? tool(name) : undefined),
  };
  const call = (activityType: string): Promise<unknown> => {
    const { default: run } = createAgentActivities({ goals: late });
    const environment = new MockActivityEnvironment({ activityType }, { logger });
    return environment.run(run as (request: ToolRequest) => Promise<ToolReply>, request);
  };

  test('runs the tool that the Activity is called after, whatever the request says', async () => {
    expect(await call('LateEcho')).toEqual({ kind: 'completed', output: 'LateEcho: hi' });
  });

  test('runs nothing that no registry knows', async () => {
    await expect(call('Unheard')).rejects.toMatchObject({ type: 'ToolNotOnWorker' });
  });
});
