import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ModelFailure } from '@durable-goals/activities';
import type { ModelResponse } from '@durable-goals/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unavailable, type Outcome } from '../../activities/test/model/fault-answers.js';
import { canaryKey, faults } from '../../activities/test/model/faults.js';
import { askFor } from '../../activities/test/model/model-requests.js';
import { startUpstream, type Upstream } from '../../activities/test/model/openai-upstream.js';
import { aiSdkModel } from '../src/ai-sdk-model.js';

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

async function outcomeOf(model: string): Promise<ModelResponse | Error> {
  const timeoutMs = /hang|drip/.test(faults[numberIn(model)]?.[0] ?? '') ? 300 : 20_000;
  const sdk = createOpenAICompatible({
    name: 'stub',
    baseURL: provider.baseURL,
    apiKey: canaryKey,
    supportsStructuredOutputs: true,
  });
  const asked = aiSdkModel(sdk(model), { timeoutMs, secrets: [canaryKey] });
  const onText = model.startsWith('watched') ? { onText: () => undefined } : {};
  return asked
    .generate(askFor('data'), { signal: new AbortController().signal, ...onText })
    .catch((error: unknown) => error as Error);
}

function expectFailure(result: ModelResponse | Error, { type, delay }: Outcome): void {
  expect(result).toBeInstanceOf(ModelFailure);
  const failure = result as ModelFailure;
  expect(failure.type, failure.message).toBe(type);
  const [least, most] = typeof delay === 'object' ? delay : [delay, delay];
  if (least === undefined) expect(failure.retryAfterMs).toBeUndefined();
  else expect(failure.retryAfterMs).toBeGreaterThanOrEqual(least);
  if (most !== undefined) expect(failure.retryAfterMs).toBeLessThanOrEqual(most);
  const seen = [failure.message, failure.stack, String(failure.cause), JSON.stringify(failure)];
  expect(seen.join('\n')).not.toContain(canaryKey.slice(7));
  expect(failure.message).not.toContain('<');
  expect(failure.message.length).toBeLessThan(600);
}

/** Where the SDK's provider reads an odd answer otherwise than `openaiModel`, and so has another outcome. */
const others: Readonly<Record<string, Outcome>> = {
  'a refusal among parts': { finish: 'stop', text: '' },
  '20 MB of body': { finish: 'length', text: 'x'.repeat(262_144) },
  'choices: []': unavailable,
  'no message': unavailable,
  'content as parts': unavailable,
  'usage of nonsense': unavailable,
};

/** Asked for a stream, it takes nothing else, whatever is in it. */
function watched(name: string, outcome: Outcome): Outcome {
  const isWhole = outcome.type === undefined || name === '200 with an error inside';
  return isWhole ? { ...unavailable, calls: outcome.calls ?? 1 } : outcome;
}

describe('each fault of a provider has its outcome through the AI SDK too, in as many calls', () => {
  const rows = faults.flatMap(([name, , outcome], index) => [
    { number: index + 1, name, model: `${index}`, outcome: others[name] ?? outcome },
    {
      number: index + 1,
      name: `${name}, when a stream was asked for`,
      model: `watched-${index}`,
      outcome: watched(name, outcome),
    },
  ]);
  test.concurrent.each(rows)('$number $name', async ({ model, outcome }) => {
    const result = await outcomeOf(model);
    if (outcome.type !== undefined) expectFailure(result, outcome);
    else expect(result).toMatchObject({ finish: outcome.finish, text: outcome.text });
    const calls = provider.requests.filter((request) => request.model === model);
    expect(calls).toHaveLength(outcome.calls ?? 1);
  });
});
