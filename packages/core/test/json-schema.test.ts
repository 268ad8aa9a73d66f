import { isJsonObject, toolInputSchema, type Schema } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import * as z3 from 'zod/v3';

/** The JSON Schema of an argument, as a model would see it. */
function argument(input: Schema): unknown {
  const { properties } = toolInputSchema('Book', input);
  return isJsonObject(properties) ? properties['x'] : undefined;
}
const of4 = (x: z.ZodType): Schema => z.strictObject({ ok: z.string(), x });
const of3 = (x: z3.ZodTypeAny): Schema => z3.object({ ok: z3.string(), x }).strict();

describe.each([
  [
    'zod 4',
    z.strictObject({
      city: z.string().describe('A city'),
      nights: z.int().min(1).default(2),
      stops: z.array(z.strictObject({ at: z.string().optional() })),
    }),
  ],
  [
    'zod 3',
    z3
      .object({
        city: z3.string().describe('A city'),
        nights: z3.number().int().min(1).default(2),
        stops: z3.array(z3.object({ at: z3.string().optional() }).strict()),
      })
      .strict(),
  ],
  [
    'zod mini',
    mini.strictObject({
      city: mini.string().check(mini.describe('A city')),
      nights: mini._default(mini.int().check(mini.minimum(1)), 2),
      stops: mini.array(mini.strictObject({ at: mini.optional(mini.string()) })),
    }),
  ],
])('the JSON Schema of a strict object of %s', (_, input) => {
  const schema = toolInputSchema('Book', input);

  test('has every field, with its description, default and bounds', () => {
    expect(schema['properties']).toMatchObject({
      city: { type: 'string', description: 'A city' },
      nights: { type: 'integer', default: 2, minimum: 1 },
      stops: { type: 'array', items: { type: 'object', properties: { at: { type: 'string' } } } },
    });
    expect(schema['required']).toEqual(['city', 'stops']);
    expect(schema['type']).toBe('object');
  });

  test('allows no other field, at any depth', () => {
    expect(schema['additionalProperties']).toBe(false);
    expect(schema).toHaveProperty('properties.stops.items.additionalProperties', false);
  });

  test('names no dialect', () => {
    expect(schema).not.toHaveProperty('$schema');
  });
});

describe('a type with a JSON form', () => {
  const tree: z.ZodType = z.strictObject({
    name: z.string(),
    get children() {
      return z.array(tree);
    },
  });
  test.each<readonly [string, Schema, unknown]>([
    ['a transformed text', of4(z.string().transform(Number)), { type: 'string' }],
    ['a transformed text of zod 3', of3(z3.string().transform(Number)), { type: 'string' }],
    ['a preprocessed number', of4(z.preprocess(Number, z.number())), { type: 'number' }],
    ['a preprocessed number of zod 3', of3(z3.preprocess(Number, z3.number())), { type: 'number' }],
    ['a pipe', of4(z.string().transform(Number).pipe(z.number())), { type: 'string' }],
    ['a pipe of zod 3', of3(z3.string().transform(Number).pipe(z3.number())), { type: 'string' }],
    [
      'a codec',
      of4(
        z.codec(z.iso.date(), z.date(), {
          decode: (day) => new Date(day),
          encode: (day) => day.toISOString(),
        }),
      ),
      expect.objectContaining({ type: 'string', format: 'date' }),
    ],
    ['a coerced number', of4(z.coerce.number()), { type: 'number' }],
    ['a coerced number of zod 3', of3(z3.coerce.number()), { type: 'number' }],
    ['a branded text', of4(z.string().brand('City')), { type: 'string' }],
    ['a branded text of zod 3', of3(z3.string().brand('City')), { type: 'string' }],
    ['a refined text', of4(z.string().refine(Boolean)), { type: 'string' }],
    ['a refined text of zod 3', of3(z3.string().refine(Boolean)), { type: 'string' }],
    [
      'a readonly list',
      of4(z.array(z.string()).readonly()),
      { type: 'array', items: { type: 'string' }, readOnly: true },
    ],
    ['a lazy text', of4(z.lazy(() => z.string())), { type: 'string' }],
    ['a lazy text of zod 3', of3(z3.lazy(() => z3.string())), { type: 'string' }],
    ['a union', of4(z.union([z.string(), z.number()])), { type: ['string', 'number'] }],
    ['a union of zod 3', of3(z3.union([z3.string(), z3.number()])), { type: ['string', 'number'] }],
    ['what may be null', of4(z.string().nullable()), { type: ['string', 'null'] }],
    ['an enum', of4(z.enum(['a', 'b'])), { type: 'string', enum: ['a', 'b'] }],
    ['literals', of4(z.literal(['a', 1, null])), { enum: ['a', 1, null] }],
    ['a literal of zod 3', of3(z3.literal('a')), { type: 'string', const: 'a' }],
    ['anything', of4(z.unknown()), {}],
    ['anything, of zod 3', of3(z3.any()), {}],
    [
      'a record',
      of4(z.record(z.string(), z.number())),
      expect.objectContaining({ type: 'object', additionalProperties: { type: 'number' } }),
    ],
    [
      'a record of zod 3',
      of3(z3.record(z3.number())),
      { type: 'object', additionalProperties: { type: 'number' } },
    ],
    [
      'an intersection',
      of4(z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() }))),
      expect.objectContaining({ properties: { a: { type: 'string' }, b: { type: 'string' } } }),
    ],
    ['a tree', of4(tree), { $ref: '#/definitions/__schema0' }],
  ])('%s is written down', (_, input, schema) => {
    expect(argument(input)).toEqual(schema);
  });

  test('a preprocessed or transformed input is that of the object in it', () => {
    const input = z.strictObject({ x: z.string() });
    const wanted = toolInputSchema('Book', input);
    for (const wrapped of [
      z.preprocess((given) => given, input),
      input.transform((x) => x),
      input.optional(),
      input.refine(Boolean),
    ]) {
      expect(toolInputSchema('Book', wrapped)).toEqual(wanted);
    }
  });

  test('a field named __proto__ is kept', () => {
    const input = z.strictObject({ ['__proto__']: z.string() });
    expect(Object.keys(toolInputSchema('Book', input)['properties'] as object)).toEqual([
      '__proto__',
    ]);
  });
});
