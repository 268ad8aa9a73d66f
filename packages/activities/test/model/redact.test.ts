import { describe, expect, test } from 'vitest';
import { ModelFailure } from '../../src/model/model-failure.js';
import { openaiModel } from '../../src/model/openai-model.js';
import { redact } from '../../src/model/redact.js';
import { canaryKey } from './faults.js';
import { askFor } from './model-requests.js';
import { completion, startUpstream, type UpstreamAnswer } from './openai-upstream.js';

describe('redacting', () => {
  test.each([
    ['the key itself', `Incorrect key ${canaryKey}, sorry`, 'Incorrect key [redacted], sorry'],
    [
      'a key that is not ours',
      'Incorrect API key provided: Zq7-wm2x',
      'Incorrect API key provided: [redacted]',
    ],
    ['half of the key', `key ${canaryKey.slice(0, 12)}…`, 'key [redacted]…'],
    ['the key twice', `${canaryKey} ${canaryKey}`, '[redacted] [redacted]'],
    ['the key in base64', `x ${btoa(canaryKey)}`, 'x [redacted]='],
    ['an OpenAI key', 'provided: sk-proj-abc123DEF456. Find', 'provided: [redacted] Find'],
    ['a masked key', 'key abcd********wxyz.', 'key [redacted]'],
    ['a Google key', 'AIzaSyD-1234567890 is', '[redacted] is'],
    ['a bearer token', "header 'Bearer abc.def-123'", "header 'Bearer [redacted]'"],
    ['a parameter', 'GET /v1?api_key=abcdef123', 'GET /v1?api_key=[redacted]'],
    ['a JSON member', '{"password": "hunter22"}', '{"password": "[redacted]"}'],
    ['a login in an address', 'http://me:pw@host/x', 'http://[redacted]@host/x'],
    ['a JSON web token', 'eyJhbGciOi.eyJzdWIi.c2ln', '[redacted]'],
    ['a hash of a key', `Token =${'88dc28d0f030c55e'.repeat(4)}`, 'Token =[redacted]'],
    [
      'words',
      'Model gpt-5 takes max_tokens: 16384 at most',
      'Model gpt-5 takes max_tokens: 16384 at most',
    ],
    ['a model', 'meta-llama/Llama-4-70B-Instruct-Turbo', 'meta-llama/Llama-4-70B-Instruct-Turbo'],
  ])('%s', (_, text, expected) => {
    expect(redact(text, [canaryKey])).toBe(expected);
  });

  test('a short key is found as a whole, and one too short is not looked for', () => {
    expect(redact('key 1234 was refused', ['1234'])).toBe('key [redacted] was refused');
    expect(redact('a cat', ['a'])).toBe('a cat');
  });
});

describe('no secret leaves in a failure', () => {
  const querySecret = 'query-secret-77aa88bb';
  const headerSecret = 'header-secret-99cc00dd';
  const said = `no: ${canaryKey} ${querySecret} ${headerSecret} Bearer ${canaryKey}`;
  const error = (status: number): UpstreamAnswer => ({
    status,
    body: { error: { message: said } },
  });

  test.each<readonly [string, UpstreamAnswer]>([
    ...[400, 401, 402, 403, 404, 413, 422, 429, 500].map((n) => [String(n), error(n)] as const),
    ['plain text', { status: 500, body: said }],
    ['an error with 200', { body: { error: { message: said, code: 500 } } }],
    ['a nested error', { status: 400, body: [{ error: { error: { detail: [said] } } }] }],
    ['the whole header', { status: 401, body: { error: `Authorization: Bearer ${canaryKey}` } }],
    ['broken JSON', { body: `{"${said}` }],
    ['a lost connection', { write: (response) => response.destroy(new Error(said)) }],
  ])('%s', async (_, answer) => {
    const provider = await startUpstream(() => answer);
    const model = openaiModel({
      model: 'leaky',
      apiKey: canaryKey,
      baseURL: `${provider.baseURL}?token=${querySecret}`,
      headers: { 'x-gateway-key': headerSecret },
    });
    const failure = await model
      .generate(askFor('text'), { signal: new AbortController().signal })
      .catch((thrown: unknown) => thrown);
    await provider.stop();
    expect(provider.requests[0]?.headers['x-gateway-key']).toBe(headerSecret);
    expect(failure).toBeInstanceOf(ModelFailure);
    expect((failure as ModelFailure).cause).toBeUndefined();
    const { message, stack } = failure as ModelFailure;
    const everything = `${message}\n${stack}\n${JSON.stringify(failure)}\n${String(failure)}`;
    for (const secret of [canaryKey, querySecret, headerSecret]) {
      for (let at = 0; at + 8 <= secret.length; at += 1) {
        expect(everything).not.toContain(secret.slice(at, at + 8));
      }
    }
  });

  test('an answer is not touched', async () => {
    const provider = await startUpstream(() => ({ body: completion({ content: said }) }));
    const model = openaiModel({ model: 'x', apiKey: canaryKey, baseURL: provider.baseURL });
    const answer = await model.generate(askFor('text'), { signal: new AbortController().signal });
    await provider.stop();
    expect(answer.text).toBe(said);
  });
});
