import type { ModelRequest, ModelResponse } from '@durable-goals/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelFailure } from '../../src/model/model-failure.js';
import { openaiModel } from '../../src/model/openai-model.js';
import type { Outcome } from './fault-answers.js';
import { canaryKey, faults } from './faults.js';
import { askFor } from './model-requests.js';
import { startUpstream, type Upstream } from './openai-upstream.js';

const healing = ['ModelRateLimited', 'ModelUnavailable', 'ModelTimedOut'];

let provider: Upstream;
beforeAll(async () => {
  // The model's name has the fault's number, so one server plays all of them at once.
  provider = await startUpstream((request) => {
    const fault = faults[numberIn(request.model)];
    return fault === undefined ? 'no such fault' : fault[1](request);
  });
});
afterAll(() => provider.stop());

const numberIn = (model: string): number => Number(model.replace('watched-', ''));

/** What came of it: an answer or a failure. */
async function outcomeOf(model: string, request: ModelRequest): Promise<ModelResponse | Error> {
  const { baseURL } = provider;
  const timeoutMs = /hang|drip/.test(faults[numberIn(model)]?.[0] ?? '') ? 300 : 20_000;
  const asked = openaiModel({ model, apiKey: canaryKey, baseURL, timeoutMs });
  const onText = model.startsWith('watched') ? { onText: () => undefined } : {};
  return asked
    .generate(request, { signal: new AbortController().signal, ...onText })
    .catch((error: unknown) => error as Error);
}

function expectFailure(result: ModelResponse | Error, { type, delay }: Outcome): void {
  expect(result).toBeInstanceOf(ModelFailure);
  const failure = result as ModelFailure;
  expect(failure.type).toBe(type);
  expect(failure.retryable).toBe(healing.includes(type ?? ''));
  const [least, most] = typeof delay === 'object' ? delay : [delay, delay];
  if (least === undefined) expect(failure.retryAfterMs).toBeUndefined();
  else expect(failure.retryAfterMs).toBeGreaterThanOrEqual(least);
  if (most !== undefined) expect(failure.retryAfterMs).toBeLessThanOrEqual(most);
  const seen = [failure.message, failure.stack, String(failure.cause), JSON.stringify(failure)];
  expect(seen.join('\n')).not.toContain(canaryKey.slice(7));
  expect(failure.message).not.toContain('<');
  expect(failure.message.length).toBeLessThan(600);
}

describe('each fault of a provider has one outcome, in a bounded number of calls', () => {
  const rows = faults.map(([name, , outcome], index) => ({
    number: index + 1,
    name,
    index,
    outcome,
  }));

  const played = rows.flatMap((row) => [
    { ...row, model: `${row.index}` },
    // Asked for a stream, a provider that answers whole, or not at all, has the same outcome.
    { ...row, model: `watched-${row.index}`, name: `${row.name}, when a stream was asked for` },
  ]);

  test.concurrent.each(played)('$number $name', async ({ model, outcome }) => {
    const result = await outcomeOf(model, askFor('data'));
    if (outcome.type !== undefined) expectFailure(result, outcome);
    else expect(result).toMatchObject({ finish: outcome.finish, text: outcome.text });
    const calls = provider.requests.filter((request) => request.model === model);
    expect(calls).toHaveLength(outcome.calls ?? 1);
  });

  test('the table has at least the 31 faults that were promised', () => {
    expect(faults.length).toBeGreaterThanOrEqual(31);
  });
});

test('a provider that is not there is unavailable', async () => {
  const gone = await startUpstream(() => 'hi');
  await gone.stop();
  const model = openaiModel({ model: 'gone', baseURL: gone.baseURL });
  const call = model.generate(askFor('text'), { signal: new AbortController().signal });
  await expect(call).rejects.toMatchObject({ type: 'ModelUnavailable', retryable: true });
  await expect(call).rejects.toThrow(/'127\.0\.0\.1:\d+' is not available \(connection refused\)/);
});
