import { toolInputSchema, type Json } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { cleanInput, missingArguments } from '../../src/planning/tool-input.js';

const schema = toolInputSchema(
  'T',
  z.object({
    city: z.string(),
    price: z.number().optional(),
    reply: z.string().nullable(),
    legs: z.array(z.object({ to: z.string(), via: z.string().optional() })).optional(),
  }),
);

describe('an input is brought into form', () => {
  const input = { city: 'Perth', reply: null };
  test.each<[string, Json]>([
    ['as it should be', input],
    ['wrapped once too often', { input }],
    ['wrapped twice', { input: { input } }],
    ['wrapped under another name', { args: input }],
    ['as JSON text', JSON.stringify(input)],
    ['as JSON text within a wrapper', { arguments: JSON.stringify({ parameters: input }) }],
    ['with nulls for what may be left out', { ...input, price: null, unheardOf: null }],
  ])('%s', (_, given) => {
    expect(cleanInput(schema, given)).toEqual(input);
  });

  test.each<[string, Json | undefined]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [1]],
    ['text that is no JSON', 'Perth'],
  ])('%s is an empty one', (_, given) => {
    expect(cleanInput(schema, given)).toEqual({});
  });

  test('nulls inside are dropped where they are no value', () => {
    const legs = [{ to: 'Perth', via: null }];
    expect(cleanInput(schema, { city: 'A', legs })).toEqual({ city: 'A', legs: [{ to: 'Perth' }] });
  });

  test('a tool whose own argument is called input keeps it', () => {
    const own = toolInputSchema('T', z.object({ input: z.object({ word: z.string() }) }));
    expect(cleanInput(own, { input: { word: 'a' } })).toEqual({ input: { word: 'a' } });
  });
});

test.each<[string, Json, readonly string[]]>([
  ['nothing given', {}, ['city', 'reply']],
  ['null where it is no value', { city: null, reply: null }, ['city']],
  ['all given', { city: 'Perth', reply: 'yes' }, []],
])('what is missing, %s', (_, given, missing) => {
  expect(missingArguments(schema, cleanInput(schema, given))).toEqual(missing);
});
