import type { GoalSpec, Json, JsonSchema, Situation } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { goalOutputOf } from '../../../src/model/offline/goal-output.js';

const schema: JsonSchema = {
  type: 'object',
  properties: {
    reference: { type: 'string' },
    amount: { type: 'number', minimum: 1 },
    note: { type: 'string' },
  },
  required: ['reference', 'amount'],
};

function given(output: Json, changes: Partial<Situation> = {}, outputSchema = schema): Situation {
  return {
    goal: { outputSchema } as unknown as GoalSpec,
    trigger: { kind: 'start' },
    transcript: [
      {
        role: 'tool',
        callId: 'c1',
        tool: 'Pay',
        input: { amount: 20 },
        outcome: 'completed',
        output,
      },
    ],
    known: {},
    completed: ['Pay'],
    pending: [],
    today: '2026-11-26',
    ...changes,
  };
}

describe('what a goal gives, without a language model', () => {
  test.each<[string, Situation, unknown]>([
    [
      'has its members from a result, and from what was asked',
      given({ reference: 'r-1' }),
      { reference: 'r-1', amount: 20 },
    ],
    [
      'has them from what is inside a result, and from the first of a list',
      given({ payments: [{ reference: 'r-1', amount: 3 }, { reference: 'r-2' }] }),
      { reference: 'r-1', amount: 3 },
    ],
    [
      'has what is known otherwise, and what need not be there if it is',
      given({ reference: 'r-1' }, { known: { note: 'For lunch' } }),
      { reference: 'r-1', amount: 20, note: 'For lunch' },
    ],
    [
      'passes over what does not fit',
      given({ amount: 0, reference: 'r-1' }),
      { reference: 'r-1', amount: 20 },
    ],
    ['is nothing without a member that it needs', given({ id: 'r-1' }), undefined],
    [
      'is nothing for a goal that only talks',
      given({ reference: 'r-1' }, { goal: {} as GoalSpec }),
      undefined,
    ],
  ])('%s', (_, situation, output) => {
    expect(goalOutputOf(situation)).toEqual(output);
  });
});
