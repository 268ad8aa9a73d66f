import type { ModelRequest } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { fallbackModel } from '../../src/model/fallback-model.js';
import { ModelFailure, type ModelFailureType } from '../../src/model/model-failure.js';
import { scripted, untilAborted } from './scripted.js';

const request = { purpose: 'plan' } as ModelRequest;
const signal = new AbortController().signal;

describe('the next model is asked', () => {
  test.each<ModelFailureType>([
    'ModelRateLimited',
    'ModelUnavailable',
    'ModelTimedOut',
    'ModelAuthRefused',
    'ModelQuotaExhausted',
  ])('after %s', async (type) => {
    const model = fallbackModel([
      scripted({ plan: [new ModelFailure(type, 'no')] }),
      scripted({ plan: ['yes'] }),
    ]);
    expect(await model.generate(request, { signal })).toMatchObject({ text: 'yes' });
  });

  test('after an error of unknown make', async () => {
    const model = fallbackModel([scripted({}), scripted({}), scripted({ plan: ['yes'] })]);
    expect(await model.generate(request, { signal })).toMatchObject({ text: 'yes' });
  });
});

test.each<ModelFailureType>(['ModelContentRefused', 'ModelRequestRefused', 'ModelContextTooLong'])(
  '%s is final',
  async (type) => {
    const second = scripted({ plan: ['yes'] });
    const model = fallbackModel([scripted({ plan: [new ModelFailure(type, 'no')] }), second]);
    await expect(model.generate(request, { signal })).rejects.toMatchObject({ type });
    expect(second.requests).toEqual([]);
  },
);

test('when none answers, the last failure counts', async () => {
  const model = fallbackModel([
    scripted({ plan: [new ModelFailure('ModelRateLimited', 'first')] }),
    scripted({ plan: [new ModelFailure('ModelQuotaExhausted', 'second')] }),
  ]);
  await expect(model.generate(request, { signal })).rejects.toThrow('second');
});

test('nobody else is asked after the call was aborted', async () => {
  const second = scripted({ plan: ['yes'] });
  const model = fallbackModel([scripted({ plan: [untilAborted] }), second]);
  const abort = new AbortController();
  const answer = model.generate(request, { signal: abort.signal });
  abort.abort();
  await expect(answer).rejects.toThrow('aborted');
  expect(second.requests).toEqual([]);
});

test('its id names them all; an empty list is refused', () => {
  expect(fallbackModel([scripted({}, 'a'), scripted({}, 'b')]).id).toBe('a, b');
  expect(() => fallbackModel([])).toThrow('A fallback list names no model. Give it at least one.');
});
