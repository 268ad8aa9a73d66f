import * as z from 'zod';
import { expect, test } from 'vitest';
import { toolInputSchema } from '../../src/index.js';
import { argumentsMissingText } from '../../src/prompts/arguments-missing.js';
import { toolArguments } from '../../src/prompts/tool-arguments.js';
import { specOf, tripGoal } from './trip-situation.js';

test.each<[string, z.ZodType, string]>([
  ['a date', z.iso.date(), 'string, format date'],
  ['a word from a list', z.enum(['a', 'b']), 'one of "a" | "b"'],
  ['a bounded number', z.number().min(1).lt(5), 'number, at least 1, below 5'],
  ['a whole number', z.int(), 'integer'],
  [
    'text of a length',
    z.string().min(2).max(9),
    'string, at least 2 characters, at most 9 characters',
  ],
  ['text of a shape', z.string().regex(/^[A-Z]{3}$/), 'string, matching ^[A-Z]{3}$'],
  ['a list', z.array(z.number()).min(1), 'list of (number), at least 1 items'],
  ['a choice', z.union([z.string(), z.number()]), 'string or number'],
  ['something that may be null', z.string().nullable(), 'string or null'],
  ['a constant', z.literal('EUR'), 'always "EUR"'],
  ['a dictionary', z.record(z.string(), z.number()), 'object, each member (number)'],
  ['anything', z.unknown(), 'any'],
  ['a default', z.boolean().default(true), 'boolean, true by default'],
])('the type of %s in words', (_, type, words) => {
  expect(toolArguments(toolInputSchema('T', z.object({ a: type })))[0]?.type).toBe(words);
});

test('what is inside objects, lists and choices is listed too', () => {
  const schema = z.object({
    legs: z.array(z.object({ from: z.string().describe('Airport'), to: z.string().optional() })),
    payer: z.union([z.object({ card: z.string() }), z.object({ iban: z.string() })]),
  });
  expect(
    toolArguments(toolInputSchema('T', schema)).map(
      ({ name, required }) => `${name}${required ? '' : '?'}`,
    ),
  ).toEqual(['legs', 'legs[].from', 'legs[].to?', 'payer', 'payer.card', 'payer.iban']);
});

test('a schema that contains itself comes to an end', () => {
  const schema = {
    type: 'object',
    properties: { node: { $ref: '#/definitions/node' }, lost: { $ref: '#/nowhere' } },
    definitions: {
      node: { type: 'object', properties: { next: { $ref: '#/definitions/node' } } },
    },
  } as const;
  const names = toolArguments(schema).map(({ name }) => name);
  expect(names.slice(0, 3)).toEqual(['node', 'node.next', 'node.next.next']);
  expect(names.length).toBeLessThan(10);
});

test('a missing argument is named with its meaning', () => {
  const goal = specOf(tripGoal);
  const tool = goal.tools[1];
  expect(tool && argumentsMissingText(goal, tool, ['email'])).toMatchInlineSnapshot(`
    "CreateInvoice cannot run yet: these required arguments are missing or null.
    - email (string, format email): Where the invoice goes
    Take them from the conversation if they are there. Otherwise answer with "question" and ask the person for them. Never make one up."
  `);
});
