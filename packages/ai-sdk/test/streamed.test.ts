import type { ModelResponse } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { askFor } from '../../activities/test/model/model-requests.js';
import type { UpstreamAnswer } from '../../activities/test/model/openai-upstream.js';
import {
  chunk,
  done,
  good,
  stop,
  streams,
  total,
  whole,
  words,
} from '../../activities/test/model/streamed-answers.js';
import { modelAt, providerOf, signal, withTools } from './asking.js';

type Row = readonly [
  name: string,
  answer: UpstreamAnswer,
  outcome: Partial<ModelResponse> & { readonly type?: string },
  /** What is heard; `good` when left out. */
  heard?: string,
];

const answered = {
  text: good,
  finish: 'stop',
  model: 'm-1',
  usage: { inputTokens: 12, outputTokens: 3 },
} as const;
const unavailable = { type: 'ModelUnavailable' };
const part = (index: number, given: object): string => chunk({ tool_calls: [{ index, ...given }] });

const rows: readonly Row[] = [
  ['a stream', streams([whole]), answered],
  ['with usage at the end', streams([words(good), stop, total, done]), answered],
  [
    'with thoughts before the words, which are not heard',
    streams([chunk({ reasoning_content: 'Hm.' }), words(good), stop, total, done]),
    answered,
  ],
  [
    'cut off',
    streams([chunk({ content: '{"resp' }, {}, { finish_reason: 'length' }), done]),
    { text: '{"resp', finish: 'length' },
    '{"resp',
  ],
  [
    'filtered',
    streams([chunk({}, {}, { finish_reason: 'content_filter' }), done]),
    { finish: 'filtered', text: '' },
    '',
  ],
  [
    'a refusal',
    streams([chunk({ refusal: 'I can' }), chunk({ refusal: 'not.' }), stop, done]),
    { finish: 'refused', text: 'I cannot.' },
    'I cannot.',
  ],
  [
    'that breaks off',
    streams([words(good.slice(0, 20))], { end: 'breaks' }),
    unavailable,
    good.slice(0, 20),
  ],
  ['that ends too early', streams([words(good.slice(0, 20))]), unavailable, good.slice(0, 20)],
  [
    'that hangs',
    streams([words(good.slice(0, 8))], { end: 'hangs' }),
    { type: 'ModelTimedOut' },
    good.slice(0, 8),
  ],
  [
    'with a broken chunk',
    streams([chunk({ content: '{' }), 'data: {"choices":[{"del\n\n', done]),
    unavailable,
    '{',
  ],
  [
    'that says nothing and counts nothing',
    streams([chunk({ role: 'assistant' }), stop, done]),
    unavailable,
    '',
  ],
  [
    'with a limit in the middle',
    streams([
      chunk({ content: 'I' }),
      `data: ${JSON.stringify({ error: { code: 429, message: 'Slow down' } })}\n\n`,
    ]),
    { type: 'ModelRateLimited' },
    'I',
  ],
];

describe('an answer that is heard while it is written', () => {
  const named = rows.map(([name, answer, outcome, heard = good]) => ({
    name,
    answer,
    outcome,
    heard,
  }));
  test.each(named)('$name', async ({ name, answer, outcome: { type, ...outcome }, heard }) => {
    const provider = await providerOf(answer);
    let text = '';
    const result = await modelAt(provider, { timeoutMs: name === 'that hangs' ? 400 : 20_000 })
      .generate(askFor('data'), { signal, onText: (piece) => (text += piece) })
      .catch((error: unknown) => error);
    if (type === undefined) expect(result).toMatchObject(outcome);
    else expect(result).toMatchObject({ name: 'ModelFailure', type });
    expect(text).toBe(heard);
    expect(provider.requests.map(({ body }) => body['stream'])).toEqual([true]);
  });

  test('calls come in pieces, with what only the provider understands', async () => {
    const signature = { extra_content: { google: { thought_signature: 'c2ln' } } };
    const provider = await providerOf(
      streams([
        chunk({ reasoning_content: 'Which ' }),
        chunk({ reasoning_content: 'city?' }),
        part(0, { id: 'x', function: { name: 'find', arguments: '{"ci' }, ...signature }),
        part(0, { function: { arguments: 'ty":"Perth"}' } }),
        part(1, { id: 'y', function: { name: 'find', arguments: '{"city":"Hobart"}' } }),
        chunk({}, {}, { finish_reason: 'tool_calls' }),
        total,
        done,
      ]),
      'thanks',
    );
    const model = modelAt(provider);
    const answer = await model.generate(withTools(), { signal, onText: () => undefined });
    expect(answer.calls).toEqual([
      { id: 'x', tool: 'find', input: { city: 'Perth' } },
      { id: 'y', tool: 'find', input: { city: 'Hobart' } },
    ]);
    const { calls = [], raw } = answer;
    expect(raw?.from).toBe('stub/gpt-test');
    await model.generate(
      withTools({
        messages: [
          { role: 'assistant', content: '', calls, ...(raw && { raw }) },
          ...calls.map(({ id }) => ({ role: 'tool' as const, callId: id, content: '[]' })),
        ],
      }),
      { signal },
    );
    expect(provider.requests[1]?.messages[0]).toMatchObject({
      reasoning_content: 'Which city?',
      tool_calls: [{ id: 'x', ...signature }, { id: 'y' }],
    });
  });

  test('an endpoint that does not stream is asked without, from then on', async () => {
    const refusal = { status: 400, body: { error: { message: 'streaming is not supported' } } };
    const provider = await providerOf(refusal, good, good);
    const model = modelAt(provider);
    for (const _ of [1, 2]) {
      const answer = await model.generate(askFor('text'), { signal, onText: () => undefined });
      expect(answer.text).toBe(good);
    }
    expect(provider.requests.map(({ body }) => body['stream'])).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });
});
