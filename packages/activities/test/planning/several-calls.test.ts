import type { PlannedStep, PlanReply } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { createPlan } from '../../src/planning/plan.js';
import { dependencies, environment, scripted, step, within, type Answer } from './scripted.js';
import { planRequest, registry } from './trip-goal.js';

async function planned(...answers: readonly Answer[]) {
  const model = scripted({ plan: answers });
  const plan = createPlan({ ...dependencies(registry, model), showConfirm: () => false });
  const reply = await within(environment(), () => plan(planRequest()));
  return { reply: asStep(reply), requests: model.requests };
}

function asStep(reply: PlanReply): PlannedStep {
  if (reply.kind !== 'step') throw new Error(`A step was expected, not '${reply.kind}'.`);
  return reply;
}

const find = (city: string) => ({ tool: 'FindEvents', input: { city, month: 'March' } });
const several = (calls: unknown, more: object = {}) => step({ next: 'confirm', calls, ...more });

describe('several calls of one answer', () => {
  test('are made in the order asked for, each with its own hash and its own approval', async () => {
    const invoice = { tool: 'CreateInvoice', input: { email: 'ada@example.com', amount: 200 } };
    const { reply, requests } = await planned(several([find('Perth'), invoice, find('Hobart')]));
    expect(reply).toMatchObject({
      next: 'confirm',
      calls: [
        { ...find('Perth'), effect: 'read', needsApproval: false },
        { ...invoice, effect: 'idempotent', needsApproval: true },
        { ...find('Hobart'), effect: 'read', needsApproval: false },
      ],
    });
    expect(new Set(reply.calls.map(({ inputHash }) => inputHash)).size).toBe(3);
    expect(requests).toHaveLength(1);
  });

  test('tell only what they agree on about arguments', async () => {
    const { reply } = await planned(several([find('Perth'), find('Hobart')]));
    expect(reply.known).toEqual({ month: 'March' });
  });

  test.each<[string, object, readonly string[]]>([
    ['beside "tool" and "input", as one more', find('Hobart'), ['Hobart', 'Perth']],
    ['beside a bare "tool", which names none of its own', { tool: 'FindEvents' }, ['Perth']],
    ['beside the same in "tool" and "input"', find('Perth'), ['Perth']],
  ])('%s', async (_, single, cities) => {
    const { reply } = await planned(several([find('Perth')], single));
    expect(reply.calls.map(({ input }) => input['city'])).toEqual(cities);
  });

  test('that are one object, or have their input as JSON text, are mended', async () => {
    const one = await planned(several(find('Perth')));
    expect(one.reply.calls).toMatchObject([find('Perth')]);
    const text = JSON.stringify(find('Perth').input);
    const other = await planned(several([{ tool: 'FindEvents', input: text }]));
    expect(other.reply.calls).toMatchObject([find('Perth')]);
  });

  test('without words get a sentence that names each tool once', async () => {
    const card = { tool: 'SendCard', input: { text: 'Hi', reply: null } };
    const refund = { tool: 'Refund', input: {} };
    const silent = { response: '' };
    const reading = await planned(several([find('Perth'), find('Hobart')], silent));
    expect(reading.reply.text).toBe('I will run FindEvents now.');
    const asking = await planned(several([find('Perth'), card, refund], silent));
    expect(asking.reply.text).toBe('May I run SendCard and Refund?');
  });
});

describe('the same call twice in one answer', () => {
  test('is one call: a model that stutters must not pay twice', async () => {
    const card = { tool: 'SendCard', input: { text: 'Hi', reply: null } };
    const stutter = { tool: 'SendCard', input: { reply: null, text: 'Hi' } };
    const { reply } = await planned(several([card, stutter, card], card));
    expect(reply.calls).toMatchObject([card]);
    expect(reply.calls).toHaveLength(1);
  });

  test('with another input is two', async () => {
    const { reply } = await planned(several([find('Perth'), find('Hobart')]));
    expect(reply.calls).toHaveLength(2);
  });
});

describe('a bad call among good ones', () => {
  test.each<[string, unknown, RegExp]>([
    ['of a made-up tool', { tool: 'BookHotel', input: {} }, /^There is no tool 'BookHotel'\./],
    ['of no tool', { input: { city: 'Perth' } }, /^There is no tool ''\./],
    [
      'that lacks an argument',
      { tool: 'FindEvents', input: { city: 'Hobart' } },
      /^'FindEvents' was not run: .*\n- month \(string\)/,
    ],
    [
      'with an input that does not fit',
      { tool: 'CreateInvoice', input: { email: 'ada', amount: 1 } },
      /^'CreateInvoice' was not run: "input" does not fit CreateInvoice: email: /,
    ],
    [
      'with an input of the wrong type',
      { tool: 'Refund', input: ['all'] },
      /^'Refund' was not run: "input" does not fit Refund: its "input" is no JSON object\./,
    ],
  ])('%s is one that is not made, and the others are', async (_, bad, error) => {
    const { reply, requests } = await planned(several([find('Perth'), bad, find('Hobart')]));
    const [first, second, third] = reply.calls;
    expect(first).toMatchObject(find('Perth'));
    expect(first?.error).toBeUndefined();
    expect(second).toMatchObject({ needsApproval: false, error: expect.stringMatching(error) });
    expect(third).toMatchObject(find('Hobart'));
    expect(requests, 'the model reads it as a result, and is not asked again').toHaveLength(1);
  });

  test('is not made twice either', async () => {
    const bad = { tool: 'BookHotel', input: {} };
    const { reply } = await planned(several([bad, find('Perth'), bad]));
    expect(reply.calls.map(({ tool }) => tool)).toEqual(['BookHotel', 'FindEvents']);
  });
});

describe('calls that are all bad', () => {
  const bad = several([
    { tool: 'FindEvents', input: { city: 'Perth' } },
    { tool: 'CreateInvoice', input: { email: 'ada', amount: 1 } },
  ]);

  test('are asked for once more, with all that is wrong', async () => {
    const { reply, requests } = await planned(bad, several([find('Perth'), find('Hobart')]));
    expect(reply.calls).toHaveLength(2);
    const problem = requests[1]?.situation.repair?.problem;
    expect(problem).toContain('- month (string): Month of the event');
    expect(problem).toContain('"input" does not fit CreateInvoice: email: ');
  });

  test('become one question when the model cannot mend them', async () => {
    const { reply } = await planned(bad, bad);
    expect(reply).toMatchObject({ next: 'question', calls: [] });
    expect(reply.text).toMatch(
      /^Before I can run FindEvents, I need to know: month .*\. I cannot run CreateInvoice yet: /,
    );
  });
});

test('of two hundred calls sixteen are made, and one says why the others are not', async () => {
  const { reply } = await planned(
    several(Array.from({ length: 200 }, (_, index) => find(`City ${index}`))),
  );
  expect(reply.calls).toHaveLength(17);
  expect(reply.calls.filter(({ error }) => error === undefined)).toHaveLength(16);
  expect(reply.calls[16]?.error).toBe(
    "'FindEvents' was not run: 200 calls were asked for at once, and a step may make 16. Ask for the others again, fewer at a time.",
  );
});
