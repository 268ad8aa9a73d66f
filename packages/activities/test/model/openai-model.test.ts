import { afterEach, describe, expect, test } from 'vitest';
import { ModelFailure } from '../../src/model/model-failure.js';
import { openaiModel } from '../../src/model/openai-model.js';
import type { OpenaiModelOptions } from '../../src/model/openai-options.js';
import { askFor } from './model-requests.js';
import {
  completion,
  startUpstream,
  type Upstream,
  type UpstreamAnswer,
} from './openai-upstream.js';

const started: Upstream[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((provider) => provider.stop()));
});

async function asking(
  answer: (call: number) => UpstreamAnswer,
  options: Partial<OpenaiModelOptions> = {},
) {
  const provider = await startUpstream(({ call }) => answer(call));
  started.push(provider);
  const model = openaiModel({ model: 'gpt-test', baseURL: provider.baseURL, ...options });
  const { signal } = new AbortController();
  return { provider, model, signal };
}

const formats = (provider: Upstream): unknown[] =>
  provider.requests.map(({ body }) => (body['response_format'] as { type: string })?.type);

describe('what is sent', () => {
  test('for a text: the model and the messages, nothing else', async () => {
    const { provider, model, signal } = await asking(() => 'hi', { apiKey: 'abc' });
    await model.generate(askFor('text', 'Grüße 🎫'), { signal });
    expect(provider.requests[0]?.path).toBe('/v1/chat/completions');
    expect(provider.requests[0]?.headers.authorization).toBe('Bearer abc');
    expect(provider.requests[0]?.body).toEqual({
      model: 'gpt-test',
      messages: [
        { role: 'system', content: 'Answer in JSON.' },
        { role: 'user', content: 'Grüße 🎫' },
      ],
    });
  });

  test('for data: its schema, under a name that providers take', async () => {
    const { provider, model, signal } = await asking(() => '{}', { maxTokens: 99, temperature: 0 });
    await model.generate(askFor('data'), { signal });
    expect(provider.requests[0]?.body).toMatchObject({
      max_tokens: 99,
      temperature: 0,
      response_format: { type: 'json_schema', json_schema: { name: 'next_step' } },
    });
    expect(JSON.stringify(provider.requests[0]?.body)).not.toContain('$schema');
  });

  test('a format that was refused is not tried again', async () => {
    const refuse = { status: 400, body: { error: { message: 'no', param: 'response_format' } } };
    const { provider, model, signal } = await asking((call) => (call === 1 ? refuse : '{}'));
    await model.generate(askFor('data'), { signal });
    await model.generate(askFor('data'), { signal });
    expect(formats(provider)).toEqual(['json_schema', 'json_object', 'json_object']);
  });
});

describe('what comes back', () => {
  test('usage with the part that a cache paid for, and the name of the model that answered', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 7,
      prompt_tokens_details: { cached_tokens: 64 },
    };
    const { model, signal } = await asking(() => ({
      body: completion({ content: 'hi' }, {}, { usage, model: 'gpt-test-0613' }),
    }));
    expect(await model.generate(askFor('text'), { signal })).toEqual({
      text: 'hi',
      finish: 'stop',
      usage: { inputTokens: 100, outputTokens: 7, cachedInputTokens: 64 },
      model: 'gpt-test-0613',
    });
  });

  test('at most 262,144 characters, and never half a character', async () => {
    const content = `x${'🎫'.repeat(200_000)}`;
    const { model, signal } = await asking(() => ({ body: completion({ content }) }));
    const { text, finish } = await model.generate(askFor('text'), { signal });
    expect(text).toBe(content.slice(0, 262_143));
    expect(finish).toBe('length');
  });

  test('the asked model and no tokens, when the provider names neither', async () => {
    const body = { choices: [{ message: { content: 'hi' } }] };
    const { model, signal } = await asking(() => ({ body }));
    expect(await model.generate(askFor('text'), { signal })).toEqual({
      text: 'hi',
      finish: 'stop',
      usage: { inputTokens: 0, outputTokens: 0 },
      model: 'gpt-test',
    });
  });
});

describe('stopping', () => {
  test('an aborted call ends at once with the reason, and the connection is closed', async () => {
    let closed: () => void = () => undefined;
    const connectionClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const abort = new AbortController();
    const reason = new Error('the conversation was cancelled');
    const { model } = await asking(() => ({
      write: (response) => {
        response.on('close', closed);
        abort.abort(reason);
      },
    }));
    const call = model.generate(askFor('text'), { signal: abort.signal });
    await expect(call).rejects.toBe(reason);
    await connectionClosed;
  });

  test('a call that was aborted before it began makes no HTTP call', async () => {
    const { provider, model } = await asking(() => 'hi');
    const call = model.generate(askFor('text'), { signal: AbortSignal.abort(new Error('ended')) });
    await expect(call).rejects.toThrow('ended');
    expect(provider.requests).toHaveLength(0);
  });

  test('a fetch that ignores its signal cannot hold a call beyond the deadline', async () => {
    const model = openaiModel({
      model: 'deaf',
      timeoutMs: 50,
      fetch: () => new Promise(() => undefined),
    });
    const call = model.generate(askFor('text'), { signal: new AbortController().signal });
    await expect(call).rejects.toMatchObject({ type: 'ModelTimedOut' });
  });

  test('the time counts both tries together', async () => {
    const refuse = { status: 400, body: { error: { message: 'response_format' } } };
    const { model, signal } = await asking(
      () => ({
        write: (response) =>
          setTimeout(() => response.writeHead(400).end(JSON.stringify(refuse.body)), 120),
      }),
      { timeoutMs: 200 },
    );
    const began = performance.now();
    await expect(model.generate(askFor('data'), { signal })).rejects.toThrow(ModelFailure);
    expect(performance.now() - began).toBeLessThan(600);
  });
});

test('failures are words that a person may read', async () => {
  const words = async (answer: UpstreamAnswer): Promise<string> => {
    const { model, provider, signal } = await asking(() => answer, { timeoutMs: 400 });
    const failure = await model.generate(askFor('text'), { signal }).catch((error: Error) => error);
    const { host } = new URL(provider.baseURL);
    return failure instanceof ModelFailure
      ? failure.message.replace(host, 'llm.example')
      : 'answered';
  };
  const refused = (status: number, message: string): UpstreamAnswer => ({
    status,
    body: { error: { message } },
  });
  expect([
    await words(refused(429, 'Rate limit reached for gpt-test.')),
    await words(
      refused(401, 'Incorrect API key provided: sk-abc***xyz. You can find yours online.'),
    ),
    await words(refused(402, 'Insufficient Balance')),
    await words(refused(400, 'Your request was rejected by our content policy')),
    await words(refused(400, "This model's maximum context length is 8192 tokens")),
    await words(refused(404, 'The model gpt-test does not exist')),
    await words(refused(400, `Line one\n\n\u001B[31m"two" ${'and on '.repeat(90)}`)),
    await words({ status: 503, body: '<html><h1>Busy</h1></html>' }),
    await words({ body: '<html>Log in</html>' }),
    await words({ write: () => undefined }),
    await words({ write: (response) => response.destroy() }),
  ]).toMatchInlineSnapshot(`
    [
      "Model 'gpt-test': 'llm.example' limits how often it may be asked (429): "Rate limit reached for gpt-test". Ask again later.",
      "Model 'gpt-test': 'llm.example' refused the API key (401): "Incorrect API key provided: [redacted] You can find yours online". Set LLM_KEY to a key that this provider accepts.",
      "Model 'gpt-test': 'llm.example' refused the call because a quota or credit is used up (402): "Insufficient Balance". Add credit with the provider, or choose another model with setModel or /model.",
      "Model 'gpt-test': 'llm.example' refused the content of the conversation (400): "Your request was rejected by our content policy". Say it in other words.",
      "Model 'gpt-test': 'llm.example' refused the conversation as too long (400): "This model's maximum context length is 8192 tokens". The model reads less than that.",
      "Model 'gpt-test': 'llm.example' does not know this model (404): "The model gpt-test does not exist". Set LLM_MODEL to a model that this provider has, or choose another with setModel or /model.",
      "Model 'gpt-test': 'llm.example' refused the request (400): "Line one [31m'two' and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on and on …". Check LLM_MODEL and LLM_BASE_URL.",
      "Model 'gpt-test': 'llm.example' is not available (503). Ask again later.",
      "Model 'gpt-test': 'llm.example' answered with a web page. Ask again later; if it stays so, check LLM_BASE_URL.",
      "Model 'gpt-test': 'llm.example' gave no whole answer within 0.4 s. Ask again later, or choose a faster model.",
      "Model 'gpt-test': 'llm.example' is not available (connection lost). Ask again later.",
    ]
  `);
});
