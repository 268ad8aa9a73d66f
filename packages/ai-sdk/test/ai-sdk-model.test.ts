import type {
  LanguageModelV2,
  LanguageModelV2CallOptions,
  LanguageModelV3,
  LanguageModelV4CallOptions,
} from '@ai-sdk/provider';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ModelFailure } from '@durable-goals/activities';
import { createProviderRegistry } from 'ai';
import { describe, expect, test } from 'vitest';
import { askFor } from '../../activities/test/model/model-requests.js';
import { completion } from '../../activities/test/model/openai-upstream.js';
import { aiSdkModelById } from '../src/ai-sdk-model-by-id.js';
import { aiSdkModel, type AiSdkLanguageModel } from '../src/ai-sdk-model.js';
import { modelAt, providerOf, signal, withTools } from './asking.js';

describe('what is sent', () => {
  test('for a text: the model and the messages', async () => {
    const provider = await providerOf('hi');
    await modelAt(provider).generate(askFor('text', 'Grüße 🎫'), { signal });
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

  test('for data: its schema, which is not strict, and what the options say', async () => {
    const provider = await providerOf('{}');
    const model = modelAt(provider, {
      maxTokens: 99,
      temperature: 0,
      headers: { 'x-team': 'travel' },
      providerOptions: { stub: { seed: 7 } },
    });
    await model.generate(askFor('data'), { signal });
    expect(provider.requests[0]?.headers['x-team']).toBe('travel');
    expect(provider.requests[0]?.body).toMatchObject({
      max_tokens: 99,
      temperature: 0,
      seed: 7,
      response_format: { type: 'json_schema', json_schema: { name: 'next_step', strict: false } },
    });
    expect(JSON.stringify(provider.requests[0]?.body)).not.toContain('$schema');
  });

  test('a format that was refused is not tried again', async () => {
    const refuse = { status: 400, body: { error: { message: 'no response_format here' } } };
    const provider = await providerOf(refuse, '{}', '{}');
    const model = modelAt(provider);
    await model.generate(askFor('data'), { signal });
    await model.generate(askFor('data'), { signal });
    const formats = provider.requests.map(
      ({ body }) => (body['response_format'] as { type: string })?.type,
    );
    expect(formats).toEqual(['json_schema', 'json_object', 'json_object']);
  });

  test('tools, and whether one has to be called', async () => {
    const refusal = { status: 400, body: { error: { message: 'tool_choice is not supported' } } };
    const provider = await providerOf('hi', refusal, 'ho');
    const model = modelAt(provider);
    await model.generate(withTools({ toolChoice: 'none' }), { signal });
    await model.generate(withTools({ toolChoice: 'required' }), { signal });
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    expect(provider.requests[0]?.body).toMatchObject({
      tools: [{ type: 'function', function: { name: 'find', description: 'Finds', parameters } }],
    });
    expect(provider.requests.map(({ body }) => body['tool_choice'])).toEqual([
      'none',
      'required',
      undefined,
    ]);
  });

  test('the calls of another model in plain form, and results beside each other', async () => {
    const provider = await providerOf('hi');
    const calls = ['x', 'y'].map((id) => ({ id, tool: 'find', input: { city: id } }));
    await modelAt(provider).generate(
      withTools({
        messages: [
          { role: 'user', content: 'Find' },
          {
            role: 'assistant',
            content: '',
            calls,
            raw: { from: 'other', message: { secret: 'thoughts' } },
          },
          { role: 'tool', callId: 'x', content: '[1]' },
          { role: 'tool', callId: 'y', content: '[2]' },
        ],
      }),
      { signal },
    );
    expect(provider.requests[0]?.messages).toEqual([
      { role: 'user', content: 'Find' },
      {
        role: 'assistant',
        content: null,
        tool_calls: calls.map(({ id, input }) => ({
          id,
          type: 'function',
          function: { name: 'find', arguments: JSON.stringify(input) },
        })),
      },
      { role: 'tool', tool_call_id: 'x', content: '[1]' },
      { role: 'tool', tool_call_id: 'y', content: '[2]' },
    ]);
  });
});

describe('what comes back', () => {
  test('text, usage with the part that a cache paid for, and the name of the model that answered', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 7,
      prompt_tokens_details: { cached_tokens: 64 },
    };
    const provider = await providerOf({
      body: completion({ content: 'hi' }, {}, { usage, model: 'gpt-test-0613' }),
    });
    expect(await modelAt(provider).generate(askFor('text'), { signal })).toEqual({
      text: 'hi',
      finish: 'stop',
      usage: { inputTokens: 100, outputTokens: 7, cachedInputTokens: 64 },
      model: 'gpt-test-0613',
    });
  });

  test.each<[string, string, unknown]>([
    ['as they should be', '{"city":"Perth"}', { city: 'Perth' }],
    ['empty', '', {}],
    ['that are no JSON, as their text', '{"city":', '{"city":'],
  ])('calls with arguments %s', async (_, given, input) => {
    const call = { id: 'x', type: 'function', function: { name: 'find', arguments: given } };
    const provider = await providerOf({
      body: completion({ content: null, tool_calls: [call] }, { finish_reason: 'tool_calls' }),
    });
    const { calls, finish } = await modelAt(provider).generate(withTools(), { signal });
    expect({ calls, finish }).toEqual({
      calls: [{ id: 'x', tool: 'find', input }],
      finish: 'stop',
    });
  });

  test('a message that is too long to be kept is not', async () => {
    const call = { id: 'x', type: 'function', function: { name: 'find', arguments: '{}' } };
    const message = { content: null, tool_calls: [call], reasoning_content: 'x'.repeat(64_000) };
    const provider = await providerOf({ body: completion(message) });
    const { calls, raw } = await modelAt(provider).generate(withTools(), { signal });
    expect(calls).toHaveLength(1);
    expect(raw).toBeUndefined();
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
    const provider = await providerOf({
      write: (response) => {
        response.on('close', closed);
        abort.abort(reason);
      },
    });
    const call = modelAt(provider).generate(askFor('text'), { signal: abort.signal });
    await expect(call).rejects.toBe(reason);
    await connectionClosed;
  });

  test('a provider that ignores its signal cannot hold a call beyond the deadline', async () => {
    const sdk = createOpenAICompatible({
      name: 'deaf',
      baseURL: 'http://localhost/v1',
      fetch: () => new Promise(() => undefined),
    });
    const model = aiSdkModel(sdk('m'), { timeoutMs: 50 });
    const call = model.generate(askFor('text'), { signal });
    await expect(call).rejects.toMatchObject({ type: 'ModelTimedOut' });
  });
});

describe('a model', () => {
  test('is called by its provider and name, or as it is told', () => {
    const openai = createOpenAI({ apiKey: 'none' });
    expect(aiSdkModel(openai('gpt-5-mini')).id).toBe('openai/gpt-5-mini');
    expect(aiSdkModel(openai('gpt-5-mini'), { id: 'small' }).id).toBe('small');
  });

  test('of a registry is found by its name, and is the same for the same', async () => {
    const provider = await providerOf('hi');
    const stub = createOpenAICompatible({ name: 'stub', baseURL: provider.baseURL });
    const byId = aiSdkModelById(createProviderRegistry({ stub }));
    expect(byId('stub:gpt-test').id).toBe('stub:gpt-test');
    expect(byId('stub:gpt-test')).toBe(byId('stub:gpt-test'));
    const answer = await byId('stub:gpt-test').generate(askFor('text'), { signal });
    expect(answer.text).toBe('hi');
    expect(() => byId('nobody:knows')).toThrow(ModelFailure);
    expect(() => byId('nobody:knows')).toThrow(
      /does not know this model.*No such provider: nobody/,
    );
  });

  test('without a key says so, before anything is sent', async () => {
    const model = aiSdkModel(createOpenAI({ baseURL: 'http://127.0.0.1:9/v1' })('gpt-5-mini'));
    const before = process.env['OPENAI_API_KEY'];
    delete process.env['OPENAI_API_KEY'];
    const call = model.generate(askFor('text'), { signal });
    await expect(call).rejects.toMatchObject({ type: 'ModelAuthRefused', retryable: false });
    await expect(call).rejects.toThrow(/OPENAI_API_KEY.*Give the provider a key/s);
    if (before !== undefined) process.env['OPENAI_API_KEY'] = before;
  });

  test.each<[string, unknown, object, RegExp]>([
    ['a name alone', 'openai/gpt-5', {}, /'openai\/gpt-5' is no language model of the AI SDK/],
    [
      'of a later specification',
      { specificationVersion: 'v9', modelId: 'm', doGenerate: () => undefined },
      {},
      /'m' follows the AI SDK's specification 'v9'/,
    ],
    [
      'with a time that is none',
      createOpenAI({ apiKey: 'none' })('m'),
      { timeoutMs: 0.5 },
      /timeoutMs of 0\.5/,
    ],
  ])('%s is refused in words', (_, model, options, words) => {
    expect(() => aiSdkModel(model as AiSdkLanguageModel, options)).toThrow(words);
  });
});

describe('older specifications', () => {
  test.each(['v2', 'v3'] as const)('%s is asked and read as well', async (version) => {
    const asked: (LanguageModelV2CallOptions | LanguageModelV4CallOptions)[] = [];
    const call = { type: 'tool-call', toolCallId: 'x', toolName: 'find', input: '{}' };
    const answers = {
      v2: {
        finishReason: 'tool-calls',
        usage: { inputTokens: 9, outputTokens: 2, totalTokens: 11, cachedInputTokens: 4 },
      },
      v3: {
        finishReason: { unified: 'tool-calls', raw: 'tool_calls' },
        usage: { inputTokens: { total: 9, cacheRead: 4 }, outputTokens: { total: 2 } },
      },
    };
    const model = {
      specificationVersion: version,
      provider: 'old.chat',
      modelId: 'm',
      supportedUrls: {},
      doGenerate: (options: LanguageModelV2CallOptions) => {
        asked.push(options);
        return Promise.resolve({ content: [call], warnings: [], ...answers[version] });
      },
      doStream: () => Promise.reject(new Error('It was not asked for.')),
    } as unknown as LanguageModelV2 | LanguageModelV3;
    expect(await aiSdkModel(model).generate(withTools(), { signal })).toMatchObject({
      calls: [{ id: 'x', tool: 'find', input: {} }],
      finish: 'stop',
      usage: { inputTokens: 9, outputTokens: 2, cachedInputTokens: 4 },
      model: 'm',
    });
    expect(asked[0]?.tools).toMatchObject([{ type: 'function', name: 'find' }]);
  });
});
