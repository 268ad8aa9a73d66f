import {
  defineGoal,
  defineRegistry,
  defineTool,
  type GoalSpec,
  type Registry,
  type ToolSpec,
} from '@durable-goals/core';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createAgentActivities } from '../../src/create-agent-activities.js';
import { needsApproval } from '../../src/planning/approval.js';
import { findGoal } from '../../src/planning/found-goal.js';
import { toolRunner } from '../../src/tools/tool-runner.js';

const book = (answer: string, change: object = {}) =>
  defineTool({
    name: 'Book',
    description: 'Book a room',
    effect: 'idempotent',
    input: z.strictObject({ room: z.string() }),
    execute: () => answer,
    ...change,
  });
const rooms = (instructions: string, tool: ReturnType<typeof book>) =>
  defineGoal({ id: 'rooms', title: 'Rooms', instructions, tools: [tool] });
const first = rooms('Book.', book('first'));
/** The prompt changed, and the tool's code. */
const reworded = rooms('Book well.', book('reworded'));
/** The tool is another one. */
const changed = rooms('Book.', book('changed', { effect: 'unsafe' }));

const spec: GoalSpec = defineRegistry([first]).spec('rooms');
const [recorded] = spec.tools as readonly [ToolSpec];

function run(registry: Registry, change: object = { toolHash: recorded.hash }): Promise<unknown> {
  const request = {
    conversationId: 'c',
    callId: 'c1',
    idempotencyKey: 'c:r:c1',
    goal: { id: 'rooms', hash: spec.hash },
    tool: 'Book',
    input: { room: 'Aspen' },
    ...change,
  };
  const environment = new MockActivityEnvironment({ attempt: 2 });
  return environment.run(toolRunner(registry), request);
}

describe('a tool of a conversation that began with an older version of its goal', () => {
  test.each([
    ['the very version', defineRegistry([first]), 'first'],
    ['a version of the goal with the same tool', defineRegistry([reworded]), 'reworded'],
    [
      'the older version that is kept, before a newer one with the same tool',
      defineRegistry([reworded], { olderVersions: [first] }),
      'first',
    ],
    [
      'the older version that is kept beside another tool',
      defineRegistry([changed], { olderVersions: [first] }),
      'first',
    ],
    [
      'the older version of a goal that is gone',
      defineRegistry([], { olderVersions: [first] }),
      'first',
    ],
  ])('is run as %s', async (_, registry, output) => {
    expect(await run(registry)).toEqual({ kind: 'completed', output });
    const { hash: _hash, ...toolSpec } = recorded;
    expect(await run(registry, { toolSpec })).toEqual({ kind: 'completed', output });
  });

  test('is not run when only another tool of that name is there, and that is said', async () => {
    const failure = await run(defineRegistry([changed])).catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: 'ToolVersionMissing', nonRetryable: true, details: [2] });
    expect((failure as Error).message).toMatchInlineSnapshot(
      `"'Book' was not run: this conversation goes by another version of it than the one that the Worker has for goal 'rooms'. Keep the older goal in the Worker's olderVersions and ask again, or take the new version up with changeGoal."`,
    );
  });

  test('is left to other Workers when this one does not have the goal', async () => {
    await expect(run(defineRegistry([]))).rejects.toMatchObject({
      type: 'ToolNotOnWorker',
      nonRetryable: false,
      details: [2],
    });
  });

  test('is run as it is when a Workflow of an older release does not say which it means', async () => {
    expect(await run(defineRegistry([changed]), {})).toMatchObject({ output: 'changed' });
    const kept = defineRegistry([changed], { olderVersions: [first] });
    expect(await run(kept, {})).toMatchObject({ output: 'first' });
  });
});

describe('planning for a conversation that began with an older version of its goal', () => {
  const asks = (needs: object) => book('x', { needsApproval: () => false, ...needs });
  const older = rooms('Book.', asks({}));
  const olderSpec = defineRegistry([older]).spec('rooms');
  const asked = async (registry: Registry) => {
    const { id, hash } = olderSpec;
    const tool = findGoal(registry, { id, hash, spec: olderSpec })?.tool('Book');
    if (tool === undefined) throw new Error('There is no tool.');
    return {
      asks: await needsApproval(tool, {}, { showConfirm: () => false }),
      hasCode: tool.code !== undefined,
    };
  };

  test('asks for approval where its rule by input is not here, though the tool is the same', async () => {
    expect(await asked(defineRegistry([older]))).toEqual({ asks: false, hasCode: true });
    expect(await asked(defineRegistry([rooms('Well.', asks({}))]))).toEqual({
      asks: true,
      hasCode: true,
    });
    expect(await asked(defineRegistry([changed]))).toEqual({ asks: true, hasCode: false });
    const kept = defineRegistry([changed], { olderVersions: [older] });
    expect(await asked(kept)).toEqual({ asks: false, hasCode: true });
  });
});

test('older versions may be given beside goals and beside a registry', async () => {
  for (const goals of [[changed], defineRegistry([changed])]) {
    const { Book } = createAgentActivities({ goals, olderVersions: [first] });
    const request = {
      goal: { id: 'rooms', hash: spec.hash },
      tool: 'Book',
      toolHash: recorded.hash,
      input: { room: 'Aspen' },
    };
    const environment = new MockActivityEnvironment();
    expect(await environment.run(Book as never, request)).toMatchObject({ output: 'first' });
  }
});
