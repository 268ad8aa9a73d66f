import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { modelFromEnv } from '../../src/model/choose-model.js';
import { ModelFailure } from '../../src/model/model-failure.js';
import {
  type LiteLlmProxy,
  startLiteLlmProxy,
  upstreamKey,
  whyNoLiteLlm,
} from './litellm-proxy.js';
import { askFor } from './model-requests.js';
import {
  completion,
  startUpstream,
  type Upstream,
  type UpstreamAnswer,
} from './openai-upstream.js';
import { done, good, stop, streams, total, words } from './streamed-answers.js';

/** Installing it takes a minute, on a slow line more. */
const installTimeoutMs = 1_000_000;

describe('through a LiteLLM proxy', () => {
  let missing: string | undefined;
  let upstream: Upstream;
  let proxy: LiteLlmProxy;
  let script: () => UpstreamAnswer = () => 'hi';

  beforeAll(async () => {
    missing = await whyNoLiteLlm();
    if (missing !== undefined) return;
    upstream = await startUpstream(() => script());
    proxy = await startLiteLlmProxy({ upstreamBaseUrl: upstream.baseURL, model: 'trip-model' });
  }, installTimeoutMs);
  beforeEach(({ skip }) => {
    if (missing !== undefined) skip(missing);
  });
  afterAll(async () => {
    await proxy?.stop();
    await upstream?.stop();
  });

  function ask(
    answer: UpstreamAnswer,
    env: Record<string, string> = {},
    { timeoutMs = 30_000, onText }: { timeoutMs?: number; onText?: (piece: string) => void } = {},
  ) {
    script = () => answer;
    const settings = {
      LLM_MODEL: 'trip-model',
      LLM_KEY: proxy.apiKey,
      LLM_BASE_URL: proxy.baseURL,
    };
    const model = modelFromEnv({ ...settings, ...env }, { timeoutMs })?.model;
    const { signal } = new AbortController();
    return model?.generate(askFor('data'), { signal, ...(onText && { onText }) });
  }

  test('an answer arrives whole, with its tokens, and the schema reaches the upstream', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 7,
      total_tokens: 107,
      prompt_tokens_details: { cached_tokens: 64 },
    };
    const answer = await ask({
      body: completion({ content: '{"response":"Grüße 🎫"}' }, {}, { usage }),
    });
    expect(answer).toMatchObject({
      text: '{"response":"Grüße 🎫"}',
      finish: 'stop',
      usage: { inputTokens: 100, outputTokens: 7, cachedInputTokens: 64 },
    });
    const sent = upstream.requests.at(-1);
    expect(sent?.headers.authorization).toBe(`Bearer ${upstreamKey}`);
    expect(sent?.model).toBe('trip-model');
    expect(sent?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(sent?.body['response_format']).toMatchObject({ json_schema: { name: 'next_step' } });
  });

  const error = (status: number, message: string, code = 'x'): UpstreamAnswer => ({
    status,
    headers: { 'retry-after': '9' },
    body: { error: { message, code, type: code } },
  });

  test.each<readonly [string, UpstreamAnswer, string]>([
    ['a rate limit', error(429, 'Rate limit reached'), 'ModelRateLimited'],
    [
      'a used-up quota',
      error(429, 'You exceeded your current quota, check your plan', 'insufficient_quota'),
      'ModelQuotaExhausted',
    ],
    ['a refused key', error(401, `Incorrect API key provided: ${upstreamKey}`), 'ModelAuthRefused'],
    [
      'a conversation that is too long',
      error(400, 'This model has a maximum context length of 10', 'context_length_exceeded'),
      'ModelContextTooLong',
    ],
    [
      'refused content',
      error(400, 'Your request was rejected by our safety system', 'content_policy_violation'),
      'ModelContentRefused',
    ],
    ['an unknown model', error(404, 'The model does not exist', 'model_not_found'), 'ModelUnknown'],
    ['a broken upstream', error(500, 'The server had an error'), 'ModelUnavailable'],
    ['an overloaded upstream', error(503, 'Overloaded'), 'ModelUnavailable'],
    ['a lost connection', { write: (response) => response.destroy() }, 'ModelUnavailable'],
    [
      'a web page',
      { headers: { 'content-type': 'text/html' }, body: '<p>Hi</p>' },
      'ModelUnavailable',
    ],
  ])('%s keeps its meaning, in one call, whole or streamed', async (_, answer, type) => {
    for (const onText of [undefined, () => undefined]) {
      const before = upstream.requests.length;
      const asked = ask(answer, {}, onText && { onText });
      const failure = await asked?.catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(ModelFailure);
      expect((failure as ModelFailure).type, (failure as ModelFailure).message).toBe(type);
      expect((failure as ModelFailure).message).not.toContain(upstreamKey);
      expect(upstream.requests.length - before).toBe(1);
    }
  });

  test('an answer arrives piece by piece, with its tokens', async () => {
    const pieces: string[] = [];
    const answer = await ask(
      streams([words(good), stop, total, done]),
      {},
      { onText: (piece) => pieces.push(piece) },
    );
    expect(answer).toMatchObject({ text: good, usage: { inputTokens: 12, outputTokens: 3 } });
    expect(pieces.join('')).toBe(good);
    expect(pieces.length).toBeGreaterThan(3);
    expect(upstream.requests.at(-1)?.body['stream']).toBe(true);
  });

  test('an answer that breaks off in the middle is none', async () => {
    let heard = '';
    const answer = ask(
      streams([words(good.slice(0, 20))], { end: 'breaks' }),
      {},
      { onText: (piece) => (heard += piece) },
    );
    await expect(answer).rejects.toMatchObject({ type: 'ModelUnavailable' });
    expect(good.startsWith(heard)).toBe(true);
  });

  test('a hang ends at our deadline', async () => {
    const failure = ask({ write: () => undefined }, {}, { timeoutMs: 1000 });
    await expect(failure).rejects.toMatchObject({ type: 'ModelTimedOut' });
  });

  test('a wrong key for the proxy is said, without the key', async () => {
    const failure = ask('hi', { LLM_KEY: 'sk-wrong-key-0123456789' });
    await expect(failure).rejects.toMatchObject({ type: 'ModelAuthRefused' });
    await expect(failure).rejects.toThrow(/^(?!.*wrong-key)/);
  });

  test('a model that the proxy does not have is said', async () => {
    const failure = ask('hi', { LLM_MODEL: 'nobody/knows' });
    await expect(failure).rejects.toMatchObject({ type: 'ModelUnknown' });
  });
});
