import type { Json, JsonObject, ModelRequest, ModelResponse } from '@durable-goals/core';
import { afterEach, describe, expect, test } from 'vitest';
import { openaiModel } from '../../src/model/openai-model.js';
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

const tools: NonNullable<ModelRequest['tools']> = [
  {
    name: 'find',
    description: 'Finds',
    schema: { $schema: 'draft-7', type: 'object', properties: { city: { type: 'string' } } },
  },
];
const { signal } = new AbortController();

async function asked(
  answers: readonly UpstreamAnswer[],
  changes: Partial<ModelRequest> = {},
): Promise<{ provider: Upstream; ask: () => Promise<ModelResponse> }> {
  const provider = await startUpstream(({ call }) => answers[call - 1] ?? 'no more');
  started.push(provider);
  const model = openaiModel({ model: 'gpt-test', baseURL: provider.baseURL });
  const request = { ...askFor('text'), tools, ...changes };
  return { provider, ask: async () => await model.generate(request, { signal }) };
}

const call = (id: string | undefined, given: Json, extra: JsonObject = {}): JsonObject => ({
  ...(id === undefined ? {} : { id }),
  type: 'function',
  function: { name: 'find', arguments: given },
  ...extra,
});
const answered = (message: Readonly<Record<string, unknown>>): UpstreamAnswer => ({
  body: completion({ content: null, ...message }, { finish_reason: 'tool_calls' }),
});
const signature = { extra_content: { google: { thought_signature: 'c2lnbmF0dXJl' } } };

describe('native tool calls', () => {
  test('are offered as functions, without what providers refuse', async () => {
    const { provider, ask } = await asked(['hi'], { toolChoice: 'none' });
    await ask();
    expect(provider.requests[0]?.body).toMatchObject({
      tool_choice: 'none',
      tools: [
        {
          type: 'function',
          function: {
            name: 'find',
            description: 'Finds',
            parameters: { type: 'object', properties: { city: { type: 'string' } } },
          },
        },
      ],
    });
    expect(JSON.stringify(provider.requests[0]?.body)).not.toContain('$schema');
  });

  test('are read, several at once, and kept as they came with what only the provider understands', async () => {
    const message = {
      role: 'assistant',
      content: null,
      reasoning_details: [{ type: 'reasoning.encrypted', data: 'gAAA' }],
      tool_calls: [call('x', '{"city":"Perth"}', signature), call('y', '{"city":"Hobart"}')],
    };
    const { ask } = await asked([answered({ ...message, audio: null, annotations: [] })]);
    const { calls, raw, text } = await ask();
    expect(text).toBe('');
    expect(calls).toEqual([
      { id: 'x', tool: 'find', input: { city: 'Perth' } },
      { id: 'y', tool: 'find', input: { city: 'Hobart' } },
    ]);
    expect(raw).toEqual({ from: 'gpt-test', message });
  });

  test.each<[string, Json, Json]>([
    ['as an object', { city: 'Perth' }, { city: 'Perth' }],
    ['as an empty text', '', {}],
    ['that are no JSON, as their text', '{"city":', '{"city":'],
    ['with half a character, without it', '{"city":"\\ud83d"}', { city: '\uFFFD' }],
  ])('have their arguments %s', async (_, given, input) => {
    const { ask } = await asked([answered({ tool_calls: [call('x', given)] })]);
    expect((await ask()).calls).toEqual([{ id: 'x', tool: 'find', input }]);
  });

  test('without ids get some, in the raw message too', async () => {
    const { ask } = await asked([answered({ tool_calls: [call(undefined, '{}')] })]);
    const { calls, raw } = await ask();
    expect(calls).toMatchObject([{ id: 'call_0' }]);
    expect(raw?.message).toMatchObject({ tool_calls: [{ id: 'call_0' }] });
  });

  test('whose message is too long to be kept are kept without it', async () => {
    const { ask } = await asked([
      answered({ tool_calls: [call('x', '{}')], reasoning: 'x'.repeat(64_000) }),
    ]);
    const { calls, raw } = await ask();
    expect(calls).toHaveLength(1);
    expect(raw).toBeUndefined();
  });

  test('a plain answer has nothing to be kept', async () => {
    const { ask } = await asked(['hi']);
    const answer = await ask();
    expect(answer).toMatchObject({ text: 'hi' });
    expect(Object.keys(answer)).not.toContain('raw');
  });

  test.each(['tool_choice is not supported', "Thinking mode does not support this 'tool_choice'"])(
    'an endpoint that says "%s" is asked without, from then on',
    async (message) => {
      const refusal = { status: 400, body: { error: { message, type: 'invalid_request_error' } } };
      const { provider, ask } = await asked([refusal, 'hi', 'ho'], { toolChoice: 'required' });
      expect((await ask()).text).toBe('hi');
      expect((await ask()).text).toBe('ho');
      expect(provider.requests.map(({ body }) => body['tool_choice'])).toEqual([
        'required',
        undefined,
        undefined,
      ]);
    },
  );

  test('what the provider sent goes back to its own model as it was, to another as calls', async () => {
    const message = { role: 'assistant', content: null, tool_calls: [call('x', '{}', signature)] };
    const calls = [{ id: 'x', tool: 'find', input: {} }];
    const told = (from: string): ModelRequest['messages'] => [
      { role: 'assistant', content: 'I look.', calls, raw: { from, message } },
      { role: 'tool', callId: 'x', content: '[]' },
    ];
    for (const [from, expected] of [
      ['gpt-test', message],
      ['other', { role: 'assistant', content: 'I look.', tool_calls: [call('x', '{}')] }],
    ] as const) {
      const { provider, ask } = await asked(['hi'], { messages: told(from) });
      await ask();
      expect(provider.requests[0]?.messages).toEqual([
        expected,
        { role: 'tool', tool_call_id: 'x', content: '[]' },
      ]);
    }
  });
});
