import { defineGoal, defineTool } from '@durable-goals/core';
import {
  createTestAgent,
  scriptedModel,
  type ScriptedModel,
  type TestAgent,
} from '@durable-goals/testing';
import { describe, expectTypeOf, test } from 'vitest';
import * as z from 'zod';

const book = defineTool({
  name: 'Book',
  description: 'Books',
  input: z.strictObject({ people: z.number() }),
  execute: ({ people }) => people,
});
const rooms = defineGoal({
  id: 'rooms',
  title: 'Rooms',
  instructions: 'Book a room.',
  tools: [book],
});

describe('a test agent', () => {
  const model = scriptedModel([{ say: 'Hi.' }]);
  const create = () => createTestAgent({ goals: [rooms], model });

  test('is typed by its goals, without as const', async () => {
    type Agent = Awaited<ReturnType<typeof create>>;
    expectTypeOf<Agent>().toEqualTypeOf<TestAgent<readonly [typeof rooms]>>();
    expectTypeOf<Parameters<Agent['start']>[0]>().toEqualTypeOf<'rooms'>();
  });

  test('starts its goals only, and its pending calls are typed', async () => {
    const agent = await create();
    // @ts-expect-error There is no such goal.
    await agent.start('room');
    const chat = await agent.start('rooms');
    const { approvals } = await chat.send('hi');
    expectTypeOf(approvals[0]?.input).toEqualTypeOf<{ people: number } | undefined>();
  });

  test('needs goals, and one of the servers', () => {
    // @ts-expect-error There are no goals.
    void createTestAgent({ model });
    // @ts-expect-error There is no such server.
    void createTestAgent({ goals: [rooms], model, server: 'cloud' });
  });
});

describe('a script', () => {
  test('is made of steps', () => {
    expectTypeOf(scriptedModel([{ say: 'Hi.' }])).toEqualTypeOf<ScriptedModel>();
    // @ts-expect-error A call has an input.
    scriptedModel([{ call: 'Book' }]);
    // @ts-expect-error There is no such step.
    scriptedModel([{ answer: 'Hi.' }]);
    scriptedModel([
      (request) => {
        expectTypeOf(request).not.toBeAny();
        expectTypeOf(request.situation.trigger.kind).not.toBeAny();
        return { done: 'Bye.' };
      },
    ]);
  });
});
