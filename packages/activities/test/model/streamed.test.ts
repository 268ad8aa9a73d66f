import type { ModelResponse } from '@durable-goals/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fallbackModel } from '../../src/model/fallback-model.js';
import { openaiModel } from '../../src/model/openai-model.js';
import { ok, refusal } from './fault-answers.js';
import { askFor } from './model-requests.js';
import {
  completion,
  startUpstream,
  type Upstream,
  type UpstreamAnswer,
} from './openai-upstream.js';
import {
  chunk,
  done,
  good,
  stop,
  streams,
  total,
  usage,
  whole,
  words,
} from './streamed-answers.js';

/** The bytes of a text, cut everywhere: also in the middle of a character and of a line. */
const bytes = (text: string, length: number): Buffer[] => {
  const all = Buffer.from(text);
  return Array.from({ length: Math.ceil(all.length / length) }, (_, at) =>
    all.subarray(at * length, (at + 1) * length),
  );
};

type Row = readonly [
  name: string,
  answer: (call: number, body: Record<string, unknown>) => UpstreamAnswer,
  outcome: Partial<Omit<ModelResponse, 'calls'>> & {
    readonly type?: string;
    readonly calls?: number;
  },
  text?: string,
];

const answered = {
  text: good,
  finish: 'stop',
  model: 'm-1',
  usage: { inputTokens: 12, outputTokens: 3 },
} as const;
const unavailable = { type: 'ModelUnavailable' };

const rows: readonly Row[] = [
  ['a stream', () => streams([whole]), answered],
  ['in many pieces', () => streams(bytes(whole, 97)), answered],
  ['with carriage returns', () => streams([whole.replaceAll('\n', '\r\n')]), answered],
  ['with comments', () => streams([`: PROCESSING\n\n${whole}`]), answered],
  ['that is called JSON', () => streams([whole], { type: 'application/json' }), answered],
  ['without [DONE]', () => streams([words(good), stop, total]), answered],
  ['that stays open behind [DONE]', () => streams([whole], { end: 'hangs' }), answered],
  [
    'with usage in each chunk',
    () => streams([chunk({ content: good }, { usage }), stop, done]),
    answered,
  ],
  [
    'with a finish in the last words',
    () => streams([chunk({ content: good }, { usage }, { finish_reason: 'stop' })]),
    answered,
  ],
  [
    'without usage',
    () => streams([words(good), stop, done]),
    { ...answered, usage: { inputTokens: 0, outputTokens: 0 } },
  ],
  [
    'whole, though a stream was asked for',
    () => ok(completion({ content: good })),
    { text: good },
    '',
  ],
  [
    'whole, behind white space',
    () => ({ body: `  \n${JSON.stringify(completion({ content: good }))}` }),
    { text: good },
    '',
  ],
  [
    'cut off',
    () => streams([chunk({ content: '{"resp' }, {}, { finish_reason: 'length' }), done]),
    { text: '{"resp', finish: 'length' },
  ],
  [
    'filtered',
    () => streams([chunk({}, {}, { finish_reason: 'content_filter' }), done]),
    { finish: 'filtered', text: '' },
  ],
  [
    'a refusal',
    () => streams([chunk({ refusal: 'I can' }), chunk({ refusal: 'not.' }), stop, done]),
    { finish: 'refused', text: 'I cannot.' },
    '',
  ],
  [
    'that breaks off',
    () => streams([words(good.slice(0, 20))], { end: 'breaks' }),
    unavailable,
    good.slice(0, 20),
  ],
  [
    'that ends too early',
    () => streams([words(good.slice(0, 20))]),
    unavailable,
    good.slice(0, 20),
  ],
  [
    'that hangs',
    () => streams([words(good.slice(0, 8))], { end: 'hangs' }),
    { type: 'ModelTimedOut' },
    good.slice(0, 8),
  ],
  [
    'that drips',
    () => streams(Array.from({ length: 200 }, () => chunk({ content: ' ' }))),
    { type: 'ModelTimedOut' },
  ],
  [
    'with a broken chunk',
    () => streams([chunk({ content: '{' }), 'data: {"choices":[{"del\n\n', done]),
    unavailable,
    '{',
  ],
  [
    'that says nothing and counts nothing',
    () => streams([chunk({ role: 'assistant' }), stop, done]),
    unavailable,
    '',
  ],
  [
    'that says nothing, as was counted',
    () => streams([stop, total, done]),
    { text: '', finish: 'stop' },
  ],
  ['with nothing in it', () => streams([done]), unavailable, ''],
  ['with a line without end', () => streams([`data: ${'x'.repeat(5_000_000)}`]), unavailable, ''],
  [
    'of 20 MB',
    () => streams(Array.from({ length: 20 }, () => chunk({ content: 'x'.repeat(1_000_000) }))),
    unavailable,
  ],
  [
    'with an error in the middle',
    () =>
      streams([
        words('{"res'),
        `data: ${JSON.stringify({ error: { code: 429, message: 'Slow down' } })}\n\n`,
      ]),
    { type: 'ModelRateLimited' },
    '{"res',
  ],
  [
    'with an event that is an error',
    () =>
      streams([
        words('{"res'),
        `event: error\ndata: ${JSON.stringify({ type: 'overloaded_error', message: 'Overloaded' })}\n\n`,
      ]),
    unavailable,
    '{"res',
  ],
  [
    'refused for its usage',
    (_, body) =>
      body['stream_options']
        ? refusal(400, 'Unrecognized request argument supplied: stream_options')
        : streams([words(good), stop, done]),
    { text: good, calls: 2 },
  ],
  [
    'refused altogether',
    (_, body) =>
      body['stream']
        ? refusal(
            400,
            'Your organization must be verified to stream this model.',
            'unsupported_value',
          )
        : ok(completion({ content: good })),
    { text: good, calls: 2 },
    '',
  ],
];

let provider: Upstream;
beforeAll(async () => {
  provider = await startUpstream(
    ({ model, call, body }) => rows[Number(model)]?.[1](call, { ...body }) ?? 'none',
  );
});
afterAll(() => provider.stop());

async function ask(model: string): Promise<{ result: ModelResponse | Error; text: string }> {
  let text = '';
  const timeoutMs = /hangs|drips/.test(rows[Number(model)]?.[0] ?? '') ? 400 : 20_000;
  const asked = openaiModel({ model, baseURL: provider.baseURL, timeoutMs });
  const options = {
    signal: new AbortController().signal,
    onText: (piece: string) => (text += piece),
  };
  const result = await asked
    .generate(askFor('data'), options)
    .catch((error: unknown) => error as Error);
  return { result, text };
}

describe('an answer that is asked for piece by piece has one outcome, however it comes', () => {
  test.concurrent.each(
    rows.map(([name, , outcome, text], index) => ({ name, index, outcome, text })),
  )('$name', async ({ index, outcome: { type, calls = 1, ...outcome }, text }) => {
    const { result, text: heard } = await ask(String(index));
    if (type === undefined) expect(result).toMatchObject(outcome);
    else expect(result).toMatchObject({ name: 'ModelFailure', type });
    if (text !== undefined) expect(heard).toBe(text);
    else if (outcome.text !== undefined) expect(heard).toBe(outcome.text);
    expect(provider.requests.filter(({ model }) => model === String(index))).toHaveLength(calls);
  });

  test('calls of native tools are put together, each from its own pieces', async () => {
    const piece = (index: number, given: object) => chunk({ tool_calls: [{ index, ...given }] });
    const parts = [
      chunk({ content: 'I look.' }),
      chunk({ reasoning_content: 'Where is ' }),
      chunk({ reasoning_content: 'it?' }),
      piece(0, {
        id: 'a',
        type: 'function',
        function: { name: 'Look', arguments: '' },
        extra_content: { signature: 's1' },
      }),
      piece(1, { id: 'b', type: 'function', function: { name: 'Find', arguments: '{"x"' } }),
      piece(0, { function: { arguments: '{"place":' } }),
      piece(1, { function: { arguments: ':1}' } }),
      piece(0, { function: { arguments: '"Perth"}' } }),
      chunk({}, {}, { finish_reason: 'tool_calls' }),
      done,
    ];
    const upstream = await startUpstream(() => streams(parts));
    let text = '';
    const model = openaiModel({ model: 'calls', baseURL: upstream.baseURL });
    const answer = await model.generate(askFor('text'), {
      signal: new AbortController().signal,
      onText: (words) => (text += words),
    });
    await upstream.stop();
    expect(text).toBe('I look.');
    expect(answer).toMatchObject({ text: 'I look.', finish: 'stop' });
    // What the provider wants to have back, word for word.
    expect(answer.raw?.message).toMatchObject({
      reasoning_content: 'Where is it?',
      tool_calls: [{ id: 'a', extra_content: { signature: 's1' } }, { id: 'b' }],
    });
    expect(answer.calls).toMatchObject([
      { tool: 'Look', input: { place: 'Perth' } },
      { tool: 'Find', input: { x: 1 } },
    ]);
  });

  test('what an endpoint refused once is not asked for again', async () => {
    const index = String(rows.findIndex(([name]) => name === 'refused altogether'));
    const model = openaiModel({ model: index, baseURL: provider.baseURL });
    const options = { signal: new AbortController().signal, onText: () => undefined };
    const before = provider.requests.length;
    await model.generate(askFor('data'), options);
    await model.generate(askFor('data'), options);
    expect(provider.requests.slice(before).map(({ body }) => body['stream'])).toEqual([
      true,
      undefined,
      undefined,
    ]);
  });

  test('nobody who does not listen is sent a stream', async () => {
    const model = openaiModel({ model: '10', baseURL: provider.baseURL });
    await model.generate(askFor('data'), { signal: new AbortController().signal });
    expect(provider.requests.at(-1)?.body).not.toHaveProperty('stream');
  });
});

test('what one model of a list wrote before it failed is taken back when the next one is asked', async () => {
  const at = (name: string) => String(rows.findIndex(([row]) => row === name));
  const { baseURL } = provider;
  const models = ['that breaks off', 'a stream'].map((name) =>
    openaiModel({ model: at(name), baseURL }),
  );
  const heard: string[] = [''];
  const answer = await fallbackModel(models).generate(askFor('data'), {
    signal: new AbortController().signal,
    onText: (piece) => (heard[heard.length - 1] += piece),
    onRestart: () => heard.push(''),
  });
  expect(answer.text).toBe(good);
  expect(heard).toEqual([good.slice(0, 20), good]);
});
