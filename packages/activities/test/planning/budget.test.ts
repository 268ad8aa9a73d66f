import type { PlanRequest } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { fallbackModel } from '../../src/model/fallback-model.js';
import { ModelFailure } from '../../src/model/model-failure.js';
import { createPlan } from '../../src/planning/plan.js';
import { priceList, pricesFromEnvironment, type ModelPrices } from '../../src/planning/prices.js';
import { createSummarize } from '../../src/planning/summarize.js';
import {
  dependencies,
  environment,
  response,
  scripted,
  step,
  untilAborted,
  type ScriptedModel,
} from './scripted.js';
import { planRequest, registry, tripReference } from './trip-goal.js';

const valid = JSON.stringify({ valid: true });
const invalid = JSON.stringify({ valid: false, reason: 'No burgers here.' });
/** One answer of `scripted` costs 10 × 0.001 and 5 × 0.01 USD: 0.06. */
const prices: ModelPrices = { scripted: { input: 1_000, output: 10_000 } };

function run(model: ScriptedModel, changes: Partial<PlanRequest>, heartbeatDetails?: unknown) {
  const plan = createPlan(dependencies(registry, model, prices));
  const place = environment({ heartbeatTimeoutMs: 60_000, heartbeatDetails });
  const beats: unknown[] = [];
  place.on('heartbeat', (details) => beats.push(structuredClone(details)));
  const request = planRequest({ validate: true, ...changes });
  return { reply: place.run(() => plan(request)), beats, place };
}

describe('with model calls limited', () => {
  test('two are enough to check and to plan', async () => {
    const model = scripted({ validate: [valid], plan: [step({ response: 'When?' })] });
    const { reply } = run(model, { budget: { modelCalls: 2 } });
    expect(await reply).toMatchObject({ kind: 'step', usage: { modelCalls: 2 } });
  });

  test('the last one checks, and the step waits for a grant without another check', async () => {
    const model = scripted({ validate: [valid], plan: [step({})] });
    const { reply } = run(model, { budget: { modelCalls: 1 } });
    expect(await reply).toMatchObject({
      kind: 'limit',
      limit: 'modelCalls',
      checked: true,
      usage: { modelCalls: 1 },
    });
    expect(model.requests).toHaveLength(1);
  });

  test('the last one may refuse the message', async () => {
    const model = scripted({ validate: [invalid], plan: [step({})] });
    const { reply } = run(model, { budget: { modelCalls: 1 } });
    expect(await reply).toMatchObject({ kind: 'refused', usage: { modelCalls: 1 } });
  });

  test.each([1, 2])('repairs stop at %i calls', async (modelCalls) => {
    const model = scripted({
      plan: ['Hm.', step({ next: 'confirm', tool: 'FindEvents', input: {} }), step({})],
    });
    const { reply } = run(model, { validate: false, budget: { modelCalls } });
    expect(await reply).toMatchObject({ kind: 'limit', checked: false, usage: { modelCalls } });
    expect(model.requests).toHaveLength(modelCalls);
  });

  test('what is reserved is in the heartbeats before the model is asked', async () => {
    const model = scripted({ validate: [untilAborted], plan: [untilAborted] });
    const { reply, beats, place } = run(model, { budget: { modelCalls: 5 } });
    await expect.poll(() => model.requests.length).toBe(2);
    expect(beats.at(-1)).toMatchObject({ spent: { modelCalls: 2 } });
    place.cancel();
    await expect(reply).rejects.toThrow();
  });

  test('what a lost attempt reserved and never settled counts as made', async () => {
    const model = scripted({ validate: [valid], plan: [step({})] });
    const spent = { modelCalls: 2, inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 };
    const { reply } = run(model, { budget: { modelCalls: 3 } }, { v: 1, spent });
    expect(await reply).toMatchObject({ kind: 'limit', usage: { modelCalls: 3 } });
    expect(model.requests).toHaveLength(1);
  });

  test.each([
    ['that was turned away does not count', new ModelFailure('ModelRateLimited', 'Slow.'), 0],
    ['that timed out counts', new ModelFailure('ModelTimedOut', 'Slow.'), 1],
    ['that failed in an unknown way counts', new RangeError('Odd.'), 1],
  ])('a call %s', async (_, failure, modelCalls) => {
    const model = scripted({ plan: [failure] });
    const { reply, beats } = run(model, { validate: false, budget: { modelCalls: 5 } });
    await expect(reply).rejects.toMatchObject(
      modelCalls === 0 ? { message: 'Slow.' } : { details: [{ modelCalls }] },
    );
    expect(beats.at(-1)).toMatchObject({ spent: { modelCalls } });
  });

  test('a failure of one half goes before the end of the budget in the other', async () => {
    const model = scripted({ validate: [new ModelFailure('ModelUnavailable', 'Down.')] });
    const { reply } = run(model, { budget: { modelCalls: 1 } });
    await expect(reply).rejects.toThrow('Down.');
  });
});

describe('with tokens or cost limited', () => {
  test('the halves go one after the other where they might overspend together', async () => {
    let underWay = 0;
    let most = 0;
    const answer = (text: string) => async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 10));
      underWay -= 1;
      return response(text);
    };
    const script = { validate: [answer(valid)], plan: [answer(step({}))] };
    expect(await run(scripted(script), { budget: { tokens: 100 } }).reply).toMatchObject({
      kind: 'step',
    });
    expect(most).toBe(1);
    await run(scripted(script), { budget: { tokens: 1_000_000 } }).reply;
    expect(most).toBe(2);
  });

  test.each([
    ['tokens', { tokens: 15 }],
    ['costUsd', { costUsd: 0.06 }],
  ])('the call that reaches the bound of %s is the last one', async (limit, budget) => {
    const model = scripted({ validate: [valid], plan: [step({})] });
    const usage = { modelCalls: 1, inputTokens: 10, outputTokens: 5 };
    const reply = await run(model, { budget }).reply;
    expect(reply).toMatchObject({ kind: 'limit', limit, checked: true, usage });
    expect(model.requests).toHaveLength(1);
  });

  test.each([
    ['tokens', { tokens: 15 }],
    ['costUsd', { costUsd: 0.06 }],
  ])('a provider that counts no tokens passes no bound of %s', async (limit, budget) => {
    const uncounted = { ...response(valid), usage: { inputTokens: 0, outputTokens: 0 } };
    const model = scripted({ validate: [() => Promise.resolve(uncounted)], plan: [step({})] });
    expect(await run(model, { budget }).reply).toMatchObject({ kind: 'limit', limit });
    expect(model.requests).toHaveLength(1);
  });

  test('a call says what it cost', async () => {
    const model = scripted({ plan: [step({})] });
    const { reply } = run(model, { validate: false });
    expect(await reply).toMatchObject({ usage: { costUsd: 0.06 } });
  });

  test('a model without a price is not asked, and the remedy is named', async () => {
    const model = scripted({ plan: [step({})] }, 'unpriced');
    const { reply } = run(model, { validate: false, budget: { costUsd: 1 } });
    await expect(reply).rejects.toMatchObject({
      type: 'ModelPriceUnknown',
      nonRetryable: true,
      message:
        "Model 'unpriced' was not asked: the conversation has a limit of cost, and this Worker has no price for it. Add it to the Worker's prices, or choose a model that has one.",
    });
    expect(model.requests).toEqual([]);
  });
});

test('a summary stops at its budget and says what it used', async () => {
  const model = scripted({ summarize: [{ text: '' }, 'Enough.'] });
  const summarize = createSummarize(dependencies(registry, model));
  const request = { conversationId: 'trip-1', goal: tripReference, transcript: [] };
  const budget = { modelCalls: 1 };
  expect(await environment().run(() => summarize({ ...request, budget }))).toMatchObject({
    kind: 'limit',
    usage: { modelCalls: 1 },
  });
});

describe('a price', () => {
  const list = priceList({
    small: { input: 1, cachedInput: 0.1, output: 4 },
    'small-2026': { input: 2, output: 8 },
    large: { input: 10, output: 40 },
  });
  const million = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
  const small = scripted({}, 'small');

  test.each([
    ['by the id', undefined, 5],
    ['by the name in the answer first', 'small-2026', 10],
    ['by the id when the name has none', 'small-2025', 5],
  ])('is found %s', (_, answeredBy, cost) => {
    expect(list.cost(small, million, answeredBy)).toBe(cost);
  });

  test('of cached input holds for that part', () => {
    expect(list.cost(small, { ...million, cachedInputTokens: 500_000 })).toBeCloseTo(4.55);
  });

  test('of a list of models is the dearest when nobody says which one answered', () => {
    const both = fallbackModel([small, scripted({}, 'large')]);
    expect(list.covers(both)).toBe(true);
    expect(list.cost(both, million, 'small-2025')).toBe(50);
    expect(list.covers(fallbackModel([small, scripted({}, 'free')]))).toBe(false);
  });

  test('may stand in LLM_PRICES', () => {
    const LLM_PRICES = '{"small": {"input": 1, "output": 4}}';
    expect(priceList(pricesFromEnvironment({ LLM_PRICES })).cost(small, million)).toBe(5);
    expect(pricesFromEnvironment({})).toEqual({});
  });

  test.each(['cheap', '[]', '{"small": 1}', '{"small": {"input": 1}}', '{"small": {"in": 1}}'])(
    'may not be written as %s there',
    (LLM_PRICES) => {
      expect(() => pricesFromEnvironment({ LLM_PRICES })).toThrow(
        `LLM_PRICES is '${LLM_PRICES}', which is no JSON object of prices by model`,
      );
    },
  );

  test('is never guessed, and the offline model costs nothing', () => {
    expect(list.cost(scripted({}, 'other'), million)).toBeUndefined();
    expect(list.cost(scripted({}, 'offline'), million)).toBe(0);
  });

  test.each([-1, Number.NaN, Infinity])('of %d is refused', (input) => {
    expect(() => priceList({ odd: { input, output: 1 } })).toThrow(
      "The price of 'odd' for input is",
    );
  });
});
