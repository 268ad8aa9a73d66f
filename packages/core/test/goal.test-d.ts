import {
  defineGoal,
  defineRegistry,
  defineTool,
  type Goal,
  type Registry,
  type Tool,
} from '@durable-goals/core';
import { describe, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import * as z3 from 'zod/v3';

const find = defineTool({
  name: 'Find',
  description: 'Finds',
  input: z.strictObject({ city: z.string() }),
  execute: ({ city }) => [city],
});
const book = defineTool({
  name: 'Book',
  description: 'Books',
  input: z3.object({ people: z3.number() }),
  needsApproval: ({ people }) => people > 10,
  execute: ({ people }) => people,
});
const rest = { title: 'Rooms', instructions: 'Find a room.' };
const rooms = defineGoal({ id: 'rooms', ...rest, tools: [find, book] });
const talk = defineGoal({ id: 'talk', ...rest, tools: [] });

describe('a goal', () => {
  test('keeps its id and its tools as types', () => {
    expectTypeOf(rooms.id).toEqualTypeOf<'rooms'>();
    expectTypeOf(rooms.tools).toEqualTypeOf<readonly [typeof find, typeof book]>();
    expectTypeOf(rooms.tools[0].name).toEqualTypeOf<'Find'>();
    expectTypeOf(talk.tools).toEqualTypeOf<readonly []>();
  });

  test('of any tools is a Goal, and any tool is a Tool', () => {
    expectTypeOf(rooms).toExtend<Goal>();
    expectTypeOf(talk).toExtend<Goal>();
    expectTypeOf(find).toExtend<Tool>();
    expectTypeOf(book).toExtend<Tool>();
    expectTypeOf<Goal['tools'][number]['execute']>().not.toBeAny();
  });

  test('that makes no sense is a compile error', () => {
    // @ts-expect-error There are no instructions.
    defineGoal({ id: 'rooms', title: 'Rooms', tools: [] });
    // @ts-expect-error A tool is made with defineTool.
    defineGoal({ id: 'rooms', ...rest, tools: [{ name: 'Find' }] });
    // @ts-expect-error There is no such limit.
    defineGoal({ id: 'rooms', ...rest, tools: [], limits: { hours: 1 } });
    // @ts-expect-error There is no such prompt.
    defineGoal({ id: 'rooms', ...rest, tools: [], prompts: { greeting: 'Hi' } });
    const silent = { id: 'rooms', ...rest, tools: [] } as const;
    // @ts-expect-error There is no such role.
    defineGoal({ ...silent, exampleConversation: [{ role: 'bot', text: '' }] });
  });
});

describe('a registry', () => {
  const registry = defineRegistry([rooms, talk]);

  test('keeps the ids of its goals as types', () => {
    expectTypeOf(registry.ids).toEqualTypeOf<readonly ('rooms' | 'talk')[]>();
    expectTypeOf(registry.goals).toEqualTypeOf<readonly [typeof rooms, typeof talk]>();
    expectTypeOf(registry).toExtend<Registry>();
  });

  test('is made of goals', () => {
    // @ts-expect-error A tool is no goal.
    defineRegistry([find]);
  });
});
