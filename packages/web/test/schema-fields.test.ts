import { describe, expect, test } from 'vitest';
import { draftOf, fieldsOf, inputOf, type Draft } from '../app/calls/schema-fields.js';

const schema = {
  type: 'object',
  properties: {
    amount: { type: 'number', minimum: 1, description: 'Amount in US dollars' },
    nights: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    due: { type: 'string', format: 'date' },
    priority: { enum: ['normal', 'urgent'] },
    insured: { type: 'boolean' },
    note: { type: 'string' },
    seats: { type: 'array', items: { $ref: '#/definitions/seat' } },
    seat: { $ref: '#/definitions/seat' },
  },
  required: ['amount', 'due', 'priority'],
  definitions: { seat: { type: 'string' } },
};
const input = { amount: 12.5, due: '2027-03-12', priority: 'normal', seats: ['1A'], extra: 'kept' };

/** What comes of a form that was filled in so. */
function made(typed: Draft): ReturnType<typeof inputOf> {
  const fields = fieldsOf(schema, input);
  return inputOf(fields, { ...draftOf(fields, input), ...typed }, input);
}

describe('a form for an input', () => {
  test('has a field for each property, and for what the input has besides', () => {
    const kinds = fieldsOf(schema, input).map(({ name, kind }) => [name, kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      amount: 'number',
      nights: 'integer',
      due: 'date',
      priority: 'choice',
      insured: 'boolean',
      note: 'text',
      seats: 'json',
      seat: 'text',
      extra: 'text',
    });
  });

  test('gives back what it was given, when nothing was changed', () => {
    expect(made({})).toEqual({ input });
  });

  test('keeps the kind of each value', () => {
    const typed = {
      amount: ' 99 ',
      priority: 'urgent',
      insured: true,
      seats: '["2B","2C"]',
      nights: '3',
    };
    expect(made(typed)).toEqual({
      input: {
        ...input,
        amount: 99,
        priority: 'urgent',
        insured: true,
        seats: ['2B', '2C'],
        nights: 3,
      },
    });
  });

  test.each([
    ['a number that is none', { amount: 'twelve' }, 'This is not a number.'],
    ['a number below its bound', { amount: '0' }, 'This is at least 1.'],
    ['a fraction of a whole number', { nights: '1.5' }, 'This has to be a whole number.'],
    ['nothing where something has to be', { due: '' }, 'This has to be filled in.'],
    ['no JSON', { seats: '[1A' }, 'This is not JSON.'],
  ])('says what is wrong with %s', (_, typed, error) => {
    expect(made(typed)).toEqual({ errors: { [Object.keys(typed)[0] ?? '']: error } });
  });

  test('leaves out what was emptied and need not be there', () => {
    expect(made({ extra: '', seats: '' })).toEqual({
      input: { amount: 12.5, due: '2027-03-12', priority: 'normal' },
    });
  });
});
