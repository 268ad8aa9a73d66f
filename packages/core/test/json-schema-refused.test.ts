import { defineTool, toolInputSchema, type Schema } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as z3 from 'zod/v3';

const of4 = (x: z.ZodType): Schema => z.strictObject({ ok: z.string(), x });
const of3 = (x: z3.ZodTypeAny): Schema => z3.object({ ok: z3.string(), x }).strict();

describe('a type without a JSON form is refused with its field', () => {
  const endless = (): z.ZodType => z.strictObject({ more: z.lazy(() => endless()) });
  const tree3: z3.ZodTypeAny = z3.object({ children: z3.lazy(() => z3.array(tree3)) });
  const refused: readonly (readonly [name: string, input: Schema, field: string, fact: string])[] =
    [
      ...(
        [
          ['a date', z.date(), z3.date(), 'a Date'],
          ['a coerced date', z.coerce.date(), z3.coerce.date(), 'a Date'],
          ['a map', z.map(z.string(), z.number()), z3.map(z3.string(), z3.number()), 'a Map'],
          ['a set', z.set(z.string()), z3.set(z3.string()), 'a Set'],
          ['a bigint', z.bigint(), z3.bigint(), 'a bigint'],
          ['undefined', z.undefined(), z3.undefined(), 'undefined'],
          ['void', z.void(), z3.void(), 'void'],
          ['a symbol', z.symbol(), z3.symbol(), 'a symbol'],
          ['NaN', z.nan(), z3.nan(), 'NaN'],
          ['a promise', z.promise(z.string()), z3.promise(z3.string()), 'a Promise'],
          [
            'a custom type',
            z.custom<string>(() => true),
            z3.custom<string>(() => true),
            'a custom type',
          ],
          ['an instance', z.instanceof(Response), z3.instanceof(Response), 'a custom type'],
          ['a literal bigint', z.literal(1n), z3.literal(1n), 'the literal 1'],
          [
            'a literal undefined',
            z.literal(undefined),
            z3.literal(undefined),
            'the literal undefined',
          ],
        ] as const
      ).flatMap(([name, four, three, fact]) => [
        [`${name} of zod 4`, of4(four), 'x', fact] as const,
        [`${name} of zod 3`, of3(three), 'x', fact] as const,
      ]),
      ['a function of zod 4', z.strictObject({ x: z.function() as never }), 'x', 'a function'],
      ['a function of zod 3', of3(z3.function()), 'x', 'a function'],
      ['a file', of4(z.file()), 'x', 'a File'],
      ['a bare transform', of4(z.transform(String)), 'x', 'a bare transform'],
      ['a preprocessed date', of4(z.preprocess(String, z.date())), 'x', 'a Date'],
      ['a preprocessed date of zod 3', of3(z3.preprocess(String, z3.date())), 'x', 'a Date'],
      ['a date with a default', of4(z.date().default(new Date(0))), 'x', 'a Date'],
      ['a date that may be left out, of zod 3', of3(z3.date().nullish()), 'x', 'a Date'],
      ['a readonly date of zod 3', of3(z3.date().readonly().catch(new Date(0))), 'x', 'a Date'],
      ['a lazy date', of4(z.lazy(() => z.date())), 'x', 'a Date'],
      [
        'a date in an object',
        of4(z.object({ y: z.object({ at: z.date() }) }).optional()),
        'x.y.at',
        'a Date',
      ],
      ['a date in a list of objects', of4(z.array(z.object({ at: z.date() }))), 'x[].at', 'a Date'],
      [
        'a date in a list of objects of zod 3',
        of3(z3.array(z3.object({ at: z3.date() }))),
        'x[].at',
        'a Date',
      ],
      ['a symbol in a list of zod 3', of3(z3.array(z3.symbol())), 'x[]', 'a symbol'],
      ['a date in a tuple', of4(z.tuple([z.string(), z.date()])), 'x[1]', 'a Date'],
      [
        'a symbol in a tuple of zod 3',
        of3(z3.tuple([z3.string(), z3.symbol()])),
        'x[1]',
        'a symbol',
      ],
      ['a date in a union', of4(z.union([z.string(), z.date()])), 'x', 'a Date'],
      ['a symbol in a union of zod 3', of3(z3.union([z3.string(), z3.symbol()])), 'x', 'a symbol'],
      [
        'a date in a choice of a union of objects',
        of4(
          z.discriminatedUnion('k', [
            z.object({ k: z.literal('a'), at: z.date() }),
            z.object({ k: z.literal('b') }),
          ]),
        ),
        'x.at',
        'a Date',
      ],
      [
        'a symbol in a choice of a union of zod 3',
        of3(
          z3.discriminatedUnion('k', [
            z3.object({ k: z3.literal('a'), at: z3.symbol() }),
            z3.object({ k: z3.literal('b') }),
          ]),
        ),
        'x.at',
        'a symbol',
      ],
      [
        'a date in an intersection',
        of4(z.intersection(z.object({ a: z.string() }), z.object({ at: z.date() }))),
        'x.at',
        'a Date',
      ],
      [
        'a date in an intersection of zod 3',
        of3(z3.intersection(z3.object({ a: z3.string() }), z3.object({ at: z3.date() }))),
        'x.at',
        'a Date',
      ],
      ['a record of dates', of4(z.record(z.string(), z.date())), 'x.*', 'a Date'],
      ['a record of symbols of zod 3', of3(z3.record(z3.symbol())), 'x.*', 'a symbol'],
      ['any other field a date', z.object({}).catchall(z.date()), '*', 'a Date'],
      [
        'a date in a tree',
        of4(
          z.object({
            at: z.date(),
            get more() {
              return z.array(tree);
            },
          }),
        ),
        'x.at',
        'a Date',
      ],
    ];
  const tree = z.object({ a: z.string() });

  test.each(refused)('%s', (_, input, field, fact) => {
    expect(() => toolInputSchema('Book', input)).toThrow(
      `Tool 'Book' cannot be offered to a model: '${field}' of its input is ${fact}, which has no JSON form. Use a zod type that JSON can hold.`,
    );
  });

  test('a tree of zod 3', () => {
    expect(() => toolInputSchema('Book', of3(tree3))).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: Tool 'Book' cannot be offered to a model: 'x.children[]' of its input contains itself, which zod 3 cannot say in JSON Schema; zod 4 can. Use a zod type that JSON can hold.]`,
    );
  });

  test('a type that makes itself anew at each look', () => {
    expect(() => toolInputSchema('Book', of4(endless()))).toThrow(/ is nested too deeply\./);
  });

  test('a schema of the other zod, or of none, inside', () => {
    const mixed = z.strictObject({ x: z3.string() as never });
    expect(() => toolInputSchema('Book', mixed)).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: Tool 'Book' cannot be offered to a model: 'x' of its input is of zod 3 inside of zod 4. Use a zod type that JSON can hold.]`,
    );
    const alien = z3.object({ x: { type: 'string' } as never });
    expect(() => toolInputSchema('Book', alien)).toThrowErrorMatchingInlineSnapshot(
      `[ApplicationFailure: Tool 'Book' cannot be offered to a model: 'x' of its input is not a zod schema. Use a zod type that JSON can hold.]`,
    );
  });
});

test.each<readonly [string, Schema]>([
  ['a text', z.string()],
  ['a list', z.array(z.string())],
  ['a record', z.record(z.string(), z.string())],
  ['a union', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])],
  ['an intersection', z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() }))],
  ['an object or null', z.object({ a: z.string() }).nullable()],
  ['an object or null of zod 3', z3.object({ a: z3.string() }).nullable()],
  ['anything', z.any()],
  [
    'a schema of another library',
    { '~standard': { version: 1, vendor: 'other', validate: (value) => ({ value }) } },
  ],
])('an input that is %s is refused', (_, input) => {
  const { name } = defineTool({ name: 'Book', description: 'd', input, execute: () => 1 });
  expect(() => toolInputSchema(name, input)).toThrow(
    `Tool 'Book' cannot be offered to a model: its input is not a zod object. Use z.strictObject({ … }), with a field for each argument.`,
  );
});
