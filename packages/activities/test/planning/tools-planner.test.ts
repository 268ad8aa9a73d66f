import {
  defineGoal,
  defineRegistry,
  type ModelCall,
  type ModelResponse,
  type PlannedStep,
  type PlanRequest,
} from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createPlan } from '../../src/planning/plan.js';
import { dependencies, environment, scripted, within, type Answer } from './scripted.js';
import { planRequest, tripGoal } from './trip-goal.js';

const trips = defineRegistry([
  defineGoal({ ...tripGoal, planner: 'tools' }),
  defineGoal({
    ...tripGoal,
    id: 'booked',
    planner: 'tools',
    output: z.object({ reference: z.string(), total: z.number().default(0) }),
  }),
]);

const raw = { from: 'scripted', message: { role: 'assistant', signature: 's' } };
const find = (id: string, city: string): ModelCall => ({
  id,
  tool: 'FindEvents',
  input: { city, month: 'March' },
});
const calling = (...calls: readonly ModelCall[]): Partial<ModelResponse> => ({ calls, raw });

interface Setting {
  readonly goal?: 'trip' | 'booked';
  readonly situation?: Partial<PlanRequest['situation']>;
}

async function planned(answers: readonly Answer[], { goal = 'trip', situation }: Setting = {}) {
  const model = scripted({ plan: answers });
  const plan = createPlan({ ...dependencies(trips, model), showConfirm: () => true });
  const { hash } = trips.spec(goal);
  const base = planRequest({ goal: { id: goal, hash } });
  const request = { ...base, situation: { ...base.situation, ...situation } };
  const reply = await within(environment(), () => plan(request));
  if (reply.kind !== 'step') throw new Error(`A step was expected, not '${reply.kind}'.`);
  const step: PlannedStep = reply;
  return { step, requests: model.requests };
}

describe('a step of a model that calls tools natively', () => {
  test('with several calls has them all, with their ids, and what the provider sent', async () => {
    const { step, requests } = await planned([calling(find('x', 'Perth'), find('y', 'Hobart'))]);
    expect(step).toMatchObject({ next: 'confirm', raw, text: 'May I run FindEvents?' });
    expect(step.calls).toMatchObject([
      { input: { city: 'Perth' }, ids: ['x'], needsApproval: true },
      { input: { city: 'Hobart' }, ids: ['y'], needsApproval: true },
    ]);
    expect(requests[0]?.tools?.map(({ name }) => name)).toContain('CreateInvoice');
    expect(requests[0]?.output).toBeUndefined();
  });

  test('makes a call once that was asked for twice, and answers both', async () => {
    const { step } = await planned([calling(find('x', 'Perth'), find('y', 'Perth'))]);
    expect(step.calls).toMatchObject([{ ids: ['x', 'y'] }]);
  });

  test('answers each of more calls than a step may make', async () => {
    const many = Array.from({ length: 19 }, (_, index) => find(`x${index}`, `City ${index}`));
    const { step } = await planned([calling(...many)]);
    expect(step.calls.flatMap(({ ids = [] }) => ids)).toEqual(many.map(({ id }) => id));
    expect(step.calls.at(-1)?.error).toContain('19 calls were asked for at once');
  });

  test.each<[string, ModelCall['input']]>([
    ['as JSON text', '{"city":"Perth","month":"March"}'],
    ['in a layer named "input"', { input: { city: 'Perth', month: 'March' } }],
    ['in a layer named after what it is for', { request: { city: 'Perth', month: 'March' } }],
  ])('takes arguments %s', async (_, input) => {
    const { step } = await planned([calling({ id: 'x', tool: 'FindEvents', input })]);
    expect(step.calls).toMatchObject([{ input: { city: 'Perth', month: 'March' } }]);
    expect(step.calls[0]?.error).toBeUndefined();
  });

  test('without a call waits for the person', async () => {
    const { step } = await planned([{ text: 'Which month?' }]);
    expect(step).toMatchObject({ text: 'Which month?', next: 'question', calls: [] });
  });

  test('tells the model what is wrong with a call, as what that call gave, and then asks the person', async () => {
    const bad = calling({ id: 'x', tool: 'FindEvents', input: { city: 'Perth' } });
    const { step, requests } = await planned([bad, bad]);
    expect(requests).toHaveLength(2);
    expect(requests[1]?.messages.slice(-2)).toMatchObject([
      { role: 'assistant', raw, calls: [{ id: 'x' }] },
      { role: 'tool', callId: 'x', content: expect.stringContaining('month') },
    ]);
    expect(step).toMatchObject({ next: 'question', calls: [] });
    expect(step.raw).toBeUndefined();
  });

  test('has a call of a made-up function answered with what there is', async () => {
    const { step } = await planned([calling({ id: 'x', tool: 'BookHotel', input: {} })]);
    expect(step.calls).toMatchObject([
      { ids: ['x'], error: expect.stringContaining("no tool 'BookHotel'") },
    ]);
  });

  test.each([
    ['end_conversation', 'done'],
    ['pick_new_goal', 'pick-new-goal'],
  ])('%s ends it', async (tool, next) => {
    const { step } = await planned([calling({ id: 'x', tool, input: { message: 'Bye!' } })]);
    expect(step).toMatchObject({ text: 'Bye!', next, calls: [] });
  });

  test('does not end while other functions are called', async () => {
    const end = { id: 'y', tool: 'end_conversation', input: { message: 'Bye!' } };
    const { step } = await planned([calling(find('x', 'Perth'), end)]);
    expect(step.calls).toMatchObject([
      { ids: ['x'] },
      { ids: ['y'], error: expect.stringContaining('Call it alone') },
    ]);
  });

  test('in a run asks nobody, not even about arguments: the model is told', async () => {
    const situation = { autonomous: true } as const;
    const read = await planned([calling(find('x', 'Perth'))], { situation });
    expect(read.step.calls).toMatchObject([{ needsApproval: false }]);
    const bad = calling({ id: 'x', tool: 'FindEvents', input: {} });
    const { step } = await planned([bad, bad], { situation });
    expect(step.calls).toMatchObject([{ ids: ['x'], error: expect.stringContaining('city') }]);
    expect(step.raw).toEqual(raw);
  });
});

describe('a result', () => {
  const give = (input: ModelCall['input']) => calling({ id: 'x', tool: 'give_result', input });

  test('is what its schema yields', async () => {
    const { step } = await planned([give({ reference: 'R-1' })], { goal: 'booked' });
    expect(step).toMatchObject({ next: 'done', output: { reference: 'R-1', total: 0 } });
  });

  test('that does not fit is asked for once more', async () => {
    const answers = [give({ reference: 1 }), give({ reference: 'R-1' })];
    const { step, requests } = await planned(answers, { goal: 'booked' });
    expect(requests[1]?.messages.at(-1)?.content).toContain('reference');
    expect(step.output).toMatchObject({ reference: 'R-1' });
  });

  test('is asked for when a run answers with words', async () => {
    const { step, requests } = await planned([{ text: 'R-1' }, give({ reference: 'R-1' })], {
      goal: 'booked',
      situation: { autonomous: true },
    });
    expect(requests[1]?.messages.at(-1)?.content).toContain('give_result');
    expect(step.output).toMatchObject({ reference: 'R-1' });
  });

  test('is all that can be given in the last step of a run', async () => {
    const { requests } = await planned([give({ reference: 'R-1' })], {
      goal: 'booked',
      situation: { autonomous: true, final: true },
    });
    expect(requests[0]).toMatchObject({ toolChoice: 'required', tools: [{ name: 'give_result' }] });
  });
});

test('the last step ends with what there is, though the model wants to call on', async () => {
  const answers = [calling(find('x', 'Perth')), { ...calling(find('x', 'Perth')), text: 'None.' }];
  const { step, requests } = await planned(answers, { situation: { final: true } });
  expect(requests[0]?.toolChoice).toBe('none');
  expect(step).toMatchObject({ text: 'None.', next: 'question', calls: [] });
});
