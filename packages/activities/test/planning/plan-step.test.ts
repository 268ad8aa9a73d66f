import {
  inputHashOf,
  nextStepJsonSchema,
  type PlannedStep,
  type PlanReply,
} from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { createPlan } from '../../src/planning/plan.js';
import { dependencies, environment, scripted, step, within, type Answer } from './scripted.js';
import { planRequest, registry, tripSpec } from './trip-goal.js';

/** Plans a step with the given answers. */
async function planned(...answers: readonly Answer[]) {
  const model = scripted({ plan: answers });
  const plan = createPlan(dependencies(registry, model));
  const reply = await within(environment(), () => plan(planRequest()));
  return { reply: asStep(reply), requests: model.requests };
}

function asStep(reply: PlanReply): PlannedStep {
  if (reply.kind !== 'step') throw new Error(`A step was expected, not '${reply.kind}'.`);
  return reply;
}

const events = { city: 'Melbourne', month: 'March' };

const conversation = { conversationId: 'trip-1', chainId: 'run-1' };

describe('a call', () => {
  test('is made with its input, hash and effect', async () => {
    const { reply, requests } = await planned(
      step({ response: 'Looking.', next: 'confirm', tool: 'FindEvents', input: events }),
    );
    expect(reply).toEqual({
      kind: 'step',
      text: 'Looking.',
      next: 'confirm',
      calls: [
        {
          tool: 'FindEvents',
          input: events,
          inputHash: inputHashOf('FindEvents', events, conversation),
          effect: 'read',
          needsApproval: true,
        },
      ],
      known: events,
      model: 'scripted-1',
      promptVersion: expect.stringMatching(/^[0-9a-f]{12}$/),
      usage: { modelCalls: 1, inputTokens: 10, outputTokens: 5, cachedInputTokens: 2 },
    });
    expect(requests[0]).toMatchObject({
      purpose: 'plan',
      output: { name: 'next_step', schema: nextStepJsonSchema },
      situation: { goal: { id: 'trip' }, today: '2026-03-02' },
    });
    expect(requests[0]?.messages.at(-1)?.content).toContain(
      'Monday, 2026-03-02 (Australia/Melbourne)',
    );
  });

  test('keeps its input as the model gave it, cleaned, before the schema transforms it', async () => {
    const input = { email: 'ada@example.com', amount: 12 };
    const { reply } = await planned(
      step({ next: 'confirm', tool: 'CreateInvoice', input: { input: JSON.stringify(input) } }),
    );
    expect(reply.calls).toMatchObject([
      { input, inputHash: inputHashOf('CreateInvoice', input, conversation) },
    ]);
  });

  test.each<[string, unknown]>([
    ['nulls for what may be left out', { ...events, maxPrice: null, note: null }],
    ['a layer too many', { input: { input: events } }],
    ['JSON text for an object', JSON.stringify(events)],
  ])('with %s is mended without asking again', async (_, input) => {
    const { reply, requests } = await planned(step({ next: 'confirm', tool: 'FindEvents', input }));
    expect(reply.calls).toMatchObject([{ input: events }]);
    expect(requests).toHaveLength(1);
  });

  test('keeps an argument that is really called input, and a null that is a value', async () => {
    const lookUp = await planned(
      step({ next: 'confirm', tool: 'LookUp', input: { input: { word: 'a' } } }),
    );
    expect(lookUp.reply.calls).toMatchObject([{ input: { input: { word: 'a' } } }]);
    const card = await planned(
      step({ next: 'confirm', tool: 'SendCard', input: { text: 'Hi', reply: null } }),
    );
    expect(card.reply.calls).toMatchObject([{ input: { text: 'Hi', reply: null } }]);
  });

  test('of a made-up tool is one that cannot be made, in words for the model', async () => {
    const { reply } = await planned(step({ next: 'confirm', tool: 'BookHotel', input: { a: 1 } }));
    expect(reply.calls).toEqual([
      {
        tool: 'BookHotel',
        input: { a: 1 },
        inputHash: inputHashOf('BookHotel', { a: 1 }, conversation),
        effect: 'read',
        needsApproval: false,
        error:
          "There is no tool 'BookHotel'. The tools are FindEvents, CreateInvoice, SendCard, LookUp, Refund.",
      },
    ]);
  });

  test.each([
    ['FindEvents', events, 'May I run FindEvents?'],
    ['LookUp', { input: { word: 'a' } }, 'I will run LookUp now.'],
  ])('of %s without words gets a plain sentence', async (tool, input, words) => {
    const { reply } = await planned(JSON.stringify({ next: 'confirm', tool, input }));
    expect(reply.text).toBe(words);
  });
});

describe('missing arguments', () => {
  const incomplete = step({
    next: 'confirm',
    tool: 'FindEvents',
    input: { city: 'Perth', month: null },
  });

  test('are asked for once more, by name and meaning', async () => {
    const { reply, requests } = await planned(
      incomplete,
      step({ next: 'confirm', tool: 'FindEvents', input: events }),
    );
    expect(reply.calls).toHaveLength(1);
    expect(requests[1]?.situation.repair).toEqual({
      answer: incomplete,
      problem: expect.stringContaining('- month (string): Month of the event'),
    });
    expect(requests[1]?.messages.slice(0, -2)).toEqual(requests[0]?.messages);
    expect(reply.usage.modelCalls).toBe(2);
  });

  test('become a question to the person when the model has none, and keep what is known', async () => {
    const { reply } = await planned(incomplete, incomplete);
    expect(reply).toMatchObject({
      next: 'question',
      text: 'Before I can run FindEvents, I need to know: month (Month of the event).',
      calls: [],
      known: { city: 'Perth' },
    });
  });
});

describe('an input that does not fit', () => {
  const misfit = step({
    next: 'confirm',
    tool: 'CreateInvoice',
    input: { email: 'ada', amount: -1, colour: 'red' },
  });

  test('goes back to the model in words', async () => {
    const { reply, requests } = await planned(
      misfit,
      step({ response: 'Which address?', input: { amount: 3 } }),
    );
    const problem = requests[1]?.situation.repair?.problem ?? '';
    expect(problem).toMatch(
      /^"input" does not fit CreateInvoice: email: .+; amount: .+; .*"colour"/,
    );
    expect(reply).toMatchObject({ next: 'question', text: 'Which address?', known: { amount: 3 } });
  });

  test('becomes a question that says what is wrong', async () => {
    const { reply } = await planned(misfit, misfit);
    expect(reply.next).toBe('question');
    expect(reply.text).toMatch(/^I cannot run CreateInvoice yet: email: .+ What should it be\?$/);
  });

  test('and one of great size is refused', async () => {
    const huge = step({
      next: 'confirm',
      tool: 'FindEvents',
      input: { ...events, city: 'x'.repeat(70_000) },
    });
    const { reply } = await planned(huge, huge);
    expect(reply.text).toContain('70027 characters of JSON, over the limit of 65536');
  });
});

describe('an answer that cannot be read', () => {
  test.each<[string, Answer, string]>([
    ['prose', 'Where to?', 'it holds no JSON object.'],
    ['nothing', '', 'it was empty.'],
    ['half an answer', { text: step({}), finish: 'length' }, 'it was cut off before its end.'],
    ['another shape', '{"next":"perhaps","response":"x"}', '"next": '],
    ['a call of no tool', step({ next: 'confirm' }), '"tool" names no tool'],
    ['a question without words', step({ response: ' ' }), '"response" is empty'],
  ])('%s: asked once more', async (_, answer, problem) => {
    const { reply, requests } = await planned(answer, step({ response: 'Better?' }));
    expect(reply.text).toBe('Better?');
    expect(requests[1]?.situation.repair?.problem).toContain(problem);
  });

  test('twice: the model is unusable, in words', async () => {
    await expect(planned('Hm.', 'Hm again.', step({}))).rejects.toMatchObject({
      type: 'ModelAnswerUnusable',
      nonRetryable: true,
      message:
        "Model 'scripted' gave no usable answer, though it was asked again: it holds no JSON object. Answer with one JSON object, and nothing else. Send the message again, or choose another model.",
    });
  });

  test('never costs more than three calls, whatever goes wrong in turn', async () => {
    const missing = step({ next: 'confirm', tool: 'CreateInvoice', input: { amount: 1 } });
    const misfit = step({
      next: 'confirm',
      tool: 'CreateInvoice',
      input: { email: 'a', amount: 1 },
    });
    const { reply, requests } = await planned('Hm.', missing, misfit);
    expect(requests).toHaveLength(3);
    expect(reply.text).toContain('I cannot run CreateInvoice yet: email:');
  });

  test('after a call that lacked something: the person is asked what was lacking', async () => {
    const missing = step({ next: 'confirm', tool: 'CreateInvoice', input: { amount: 1 } });
    const { reply } = await planned('Hm.', missing, 'Hm again.');
    expect(reply.text).toContain('I need to know: email (Where the invoice goes).');
  });
});

describe('a model that will not answer', () => {
  test.each<[string, Answer, string]>([
    ['says so itself', { text: 'I would rather not.', finish: 'refused' }, 'I would rather not.'],
    ['says nothing', { text: '', finish: 'refused' }, 'I cannot answer that.'],
    [
      'was stopped by a filter',
      { text: '{"response":"Fi', finish: 'filtered' },
      'I cannot answer that.',
    ],
  ])('%s: the person reads it, and nothing is asked again', async (_, answer, words) => {
    const { reply, requests } = await planned(answer);
    expect(reply).toMatchObject({ next: 'question', calls: [] });
    expect(reply.text).toContain(words);
    expect(requests).toHaveLength(1);
  });
});

describe('approval', () => {
  const asks = async (tool: string, input: unknown, showConfirm: boolean, withSpec = false) => {
    const model = scripted({ plan: [step({ next: 'confirm', tool, input })] });
    const known = dependencies(registry, model);
    const plan = createPlan({ ...known, showConfirm: () => showConfirm });
    const goal = withSpec ? { id: 'trip', hash: 'older', spec: tripSpec } : planRequest().goal;
    return asStep(await within(environment(), () => plan(planRequest({ goal })))).calls[0]
      ?.needsApproval;
  };
  const bill = (amount: number) => ({ email: 'ada@example.com', amount });

  test.each<[string, string, unknown, boolean, boolean]>([
    ['always', 'Refund', {}, false, true],
    ['never', 'LookUp', { input: { word: 'a' } }, true, false],
    ['by default, asked for', 'FindEvents', events, true, true],
    ['by default, switched off', 'FindEvents', events, false, false],
    ['unsafe, switched off', 'SendCard', { text: 'a', reply: null }, false, true],
    ['by a rule over the parsed input that says yes', 'CreateInvoice', bill(101), false, true],
    ['by a rule over the parsed input that says no', 'CreateInvoice', bill(99), true, false],
    ['by a rule that throws', 'CreateInvoice', bill(13), false, true],
  ])('%s', async (_, tool, input, showConfirm, expected) => {
    expect(await asks(tool, input, showConfirm)).toBe(expected);
  });

  test('by a rule that this Worker does not have', async () => {
    expect(await asks('CreateInvoice', bill(1), false, true)).toBe(true);
  });
});

describe('what is said beside a call', () => {
  test('known arguments: only of the goal’s tools, small ones, none that is null', async () => {
    const input = {
      city: 'Perth',
      month: null,
      email: 'a'.repeat(3_000),
      colour: 'red',
      amount: 5,
    };
    const { reply } = await planned(step({ tool: 'FindEvents', input }));
    expect(reply.known).toEqual({ city: 'Perth', amount: 5 });
  });

  test('a very long response is cut between characters, with a note', async () => {
    const { reply } = await planned(step({ response: '€'.repeat(20_000) }));
    expect(Buffer.byteLength(reply.text)).toBeLessThanOrEqual(32_768);
    expect(reply.text).toMatch(/^€+ … \(cut after 32768 bytes\)$/);
  });

  test.each([
    ['done', 'That is all done.'],
    ['pick-new-goal', 'Let us choose another goal.'],
  ])('%s without words gets a plain sentence', async (next, words) => {
    const { reply } = await planned(JSON.stringify({ next }));
    expect(reply).toMatchObject({ next, text: words, calls: [] });
  });
});
