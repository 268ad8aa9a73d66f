import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import type { JsonObject } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { aiSdkModel, type AiSdkLanguageModel } from '../src/ai-sdk-model.js';
import { providerOf, signal, withTools } from './asking.js';

interface Provider {
  readonly make: (baseURL: string) => AiSdkLanguageModel;
  readonly options?: Readonly<Record<string, JsonObject>>;
  /** What it answers, in its own form: a thought and a call. */
  readonly answer: JsonObject;
  /** What it wants to have back: where, and what. */
  readonly back: readonly [member: string, parts: unknown];
}

const city = { city: 'Perth' };
const thinking = { type: 'thinking', thinking: 'Which city?', signature: 'c2lnbmF0dXJl' };
const toolUse = { type: 'tool_use', id: 'toolu_1', name: 'find', input: city };
const thought = { text: 'Which city?', thought: true };
const functionCall = {
  functionCall: { id: 'call_1', name: 'find', args: city },
  thoughtSignature: 'c2lnbmF0dXJl',
};
const reasoning = { type: 'reasoning', id: 'rs_1', encrypted_content: 'gAAAA', summary: [] };
const called = { call_id: 'call_1', name: 'find', arguments: JSON.stringify(city) };

const providers: Readonly<Record<string, Provider>> = {
  'Anthropic: thinking blocks': {
    make: (baseURL) => createAnthropic({ baseURL, apiKey: 'k' })('claude-sonnet-4-5'),
    answer: {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [thinking, toolUse],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: { input_tokens: 9, output_tokens: 2 },
    },
    back: ['messages', { role: 'assistant', content: [thinking, toolUse] }],
  },
  'Google: thought signatures': {
    make: (baseURL) => createGoogle({ baseURL, apiKey: 'k' })('gemini-3-pro-preview'),
    answer: {
      candidates: [
        { content: { role: 'model', parts: [thought, functionCall] }, finishReason: 'STOP' },
      ],
      usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2, totalTokenCount: 11 },
    },
    back: ['contents', { role: 'model', parts: [thought, functionCall] }],
  },
  'OpenAI: encrypted reasoning items': {
    make: (baseURL) => createOpenAI({ baseURL, apiKey: 'k' })('gpt-5-mini'),
    options: { openai: { store: false } },
    answer: {
      id: 'resp_1',
      object: 'response',
      created_at: 1_767_225_600,
      status: 'completed',
      model: 'gpt-5-mini-2025-08-07',
      error: null,
      incomplete_details: null,
      output: [reasoning, { type: 'function_call', id: 'fc_1', status: 'completed', ...called }],
      usage: { input_tokens: 9, output_tokens: 2 },
    },
    back: ['input', reasoning],
  },
};

describe('what only the provider understands goes back to it as it was', () => {
  test.each(Object.entries(providers))('%s', async (_, { make, options = {}, answer, back }) => {
    const provider = await providerOf({ body: answer }, { body: answer }, { body: answer });
    const languageModel = make(provider.baseURL);
    const model = aiSdkModel(languageModel, { providerOptions: options });
    const first = await model.generate(withTools(), { signal });
    expect(first).toMatchObject({ finish: 'stop', usage: { inputTokens: 9, outputTokens: 2 } });
    const { text, calls = [], raw } = first;
    expect(calls).toMatchObject([{ tool: 'find', input: city }]);
    // As it is kept in a conversation's state.
    const kept: typeof raw = JSON.parse(JSON.stringify(raw));
    const messages = [
      { role: 'system', content: 'Find.' },
      { role: 'user', content: 'Perth' },
      { role: 'assistant', content: text, calls, ...(kept && { raw: kept }) },
      { role: 'tool', callId: calls[0]?.id ?? '', content: '["Perth"]' },
    ] as const;
    await model.generate(withTools({ messages }), { signal });
    const [member, parts] = back;
    const sent = provider.requests.map(({ body }) => body[member] as unknown[]);
    expect(sent[1]).toContainEqual(parts);
    // Another model is told of the calls only.
    const other = aiSdkModel(languageModel, { id: 'other', providerOptions: options });
    await other.generate(withTools({ messages }), { signal });
    const told = JSON.stringify(provider.requests[2]?.body);
    expect(told).toContain('find');
    for (const own of ['c2lnbmF0dXJl', 'gAAAA', 'Which city?']) expect(told).not.toContain(own);
  });
});
