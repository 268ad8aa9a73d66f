import {
  defineTool,
  type Tool,
  type ToolContext,
  type ToolInput,
  type ToolCallInput,
} from '@durable-goals/core';
import { describe, expectTypeOf, test } from 'vitest';
import * as z from 'zod';
import * as z3 from 'zod/v3';

const output = z.object({ reference: z.string() });

describe('the input of a tool', () => {
  test('is what its zod 4 schema yields', () => {
    const tool = defineTool({
      name: 'Book',
      description: 'Books',
      input: z.strictObject({
        room: z.enum(['Aspen', 'Birch']),
        people: z.int().default(2),
        day: z.string().transform((text) => new Date(text)),
        note: z.string().optional(),
      }),
      needsApproval(input) {
        expectTypeOf(input).not.toBeAny();
        expectTypeOf(input.people).toEqualTypeOf<number>();
        return input.people > 10;
      },
      execute(input, context) {
        expectTypeOf(input).not.toBeAny();
        expectTypeOf(input).toEqualTypeOf<{
          room: 'Aspen' | 'Birch';
          people: number;
          day: Date;
          note?: string | undefined;
        }>();
        expectTypeOf(context).toEqualTypeOf<ToolContext>();
        return 1;
      },
      async verify(input) {
        expectTypeOf(input.day).toEqualTypeOf<Date>();
        return { happened: false };
      },
    });
    expectTypeOf(tool.name).toEqualTypeOf<'Book'>();
    expectTypeOf<ToolInput<typeof tool>['day']>().toEqualTypeOf<Date>();
    // What is proposed, approved and edited is the input before the schema: JSON, with defaults left out.
    expectTypeOf<ToolCallInput<typeof tool>>().toEqualTypeOf<{
      room: 'Aspen' | 'Birch';
      people?: number | undefined;
      day: string;
      note?: string | undefined;
    }>();
  });

  test('is what its zod 3 schema yields', () => {
    const tool = defineTool({
      name: 'Book',
      description: 'Books',
      input: z3.object({
        people: z3.number().default(2),
        day: z3.string().transform((text) => text.length),
      }),
      execute(input) {
        expectTypeOf(input).not.toBeAny();
        expectTypeOf(input).toEqualTypeOf<{ people: number; day: number }>();
      },
    });
    expectTypeOf<ToolCallInput<typeof tool>>().toEqualTypeOf<{
      people?: number | undefined;
      day: string;
    }>();
  });

  test('is never any, whatever the schema', () => {
    defineTool({
      name: 'Anything',
      description: 'Takes anything',
      input: z.looseObject({}),
      execute(input) {
        expectTypeOf(input).not.toBeAny();
        // @ts-expect-error A member that the schema does not know is of unknown type.
        return input['more'].length;
      },
    });
  });

  test('is never for a tool of which nothing is known', () => {
    expectTypeOf<ToolInput<Tool>>().toBeNever();
    expectTypeOf<ToolCallInput<Tool>>().not.toBeAny();
  });
});

describe('a definition that makes no sense', () => {
  const input = z.strictObject({ people: z.number() });
  const rest = { name: 'Book', description: 'Books', input } as const;

  test('is a compile error', () => {
    // @ts-expect-error A number has no length.
    defineTool({ ...rest, execute: ({ people }) => people.length });
    // @ts-expect-error There is no such input.
    defineTool({ ...rest, execute: ({ persons }) => persons });
    // @ts-expect-error There is no such effect.
    defineTool({ ...rest, effect: 'safe', execute: () => 1 });
    // @ts-expect-error An approval rule answers yes or no.
    defineTool({ ...rest, needsApproval: () => 'perhaps', execute: () => 1 });
    // @ts-expect-error An approval rule gets the input.
    defineTool({ ...rest, needsApproval: ({ persons }) => persons > 1, execute: () => 1 });
    // @ts-expect-error Times are numbers, in milliseconds.
    defineTool({ ...rest, timing: { startToCloseMs: '1 minute' }, execute: () => 1 });
    // @ts-expect-error There is no description.
    defineTool({ name: 'Book', input, execute: () => 1 });
    // @ts-expect-error There is nothing to execute.
    defineTool({ ...rest });
    // @ts-expect-error An input is a schema.
    defineTool({ ...rest, input: { people: 'number' }, execute: () => 1 });
  });

  test('in what execute returns is a compile error', () => {
    defineTool({ ...rest, output, execute: () => ({ reference: 'T-1' }) });
    defineTool({ ...rest, output, execute: async () => ({ reference: 'T-1' }) });
    // @ts-expect-error A reference is a text.
    defineTool({ ...rest, output, execute: () => ({ reference: 1 }) });
    // @ts-expect-error The reference is missing.
    defineTool({ ...rest, output, execute: async () => ({}) });
    defineTool({
      ...rest,
      output: output.extend({ status: z.string().default('open') }),
      execute: () => ({ reference: 'T-1' }),
    });
    defineTool({
      ...rest,
      output,
      execute: () => ({ reference: 'T-1' }),
      // @ts-expect-error What verify finds has the shape of the output.
      verify: async () => ({ happened: true, output: { reference: 1 } }),
    });
  });
});
