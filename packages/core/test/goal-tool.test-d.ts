import { defineGoal, goalTool, type AnswerOf, type SchemaOutput } from '@durable-goals/core';
import type { ToolCallInput, ToolInput } from '@durable-goals/core';
import { describe, expectTypeOf, test } from 'vitest';
import * as z from 'zod';

const rest = { title: 'Rooms', instructions: 'Find a room.', tools: [] } as const;
const talks = defineGoal({ id: 'talks', ...rest });
const gives = defineGoal({ id: 'gives', ...rest, output: z.object({ room: z.string() }) });

describe('a goal as a tool', () => {
  test('keeps its name and its goal as types', () => {
    expectTypeOf(goalTool(talks).name).toEqualTypeOf<'talks'>();
    expectTypeOf(goalTool(talks, { name: 'Talk' }).name).toEqualTypeOf<'Talk'>();
    expectTypeOf(goalTool(gives).goal.id).toEqualTypeOf<'gives'>();
  });

  test('takes a task, and what it is told beside it', () => {
    expectTypeOf<ToolInput<ReturnType<typeof goalTool<typeof talks>>>>().toEqualTypeOf<{
      task: string;
    }>();
    const tool = goalTool(gives, {
      input: z.strictObject({ people: z.int().default(2) }),
      needsApproval(input) {
        expectTypeOf(input.people).toEqualTypeOf<number>();
        expectTypeOf(input.task).toEqualTypeOf<string>();
        return input.people > 10;
      },
    });
    expectTypeOf<ToolCallInput<typeof tool>>().toEqualTypeOf<{
      people?: number | undefined;
      task: string;
    }>();
  });

  test("gives its goal's output, or words", () => {
    const given = goalTool(gives);
    expectTypeOf<SchemaOutput<typeof given.output>>().toEqualTypeOf<{ room: string }>();
    expectTypeOf<AnswerOf<typeof talks>>().toEqualTypeOf<{ readonly answer: string }>();
  });
});
