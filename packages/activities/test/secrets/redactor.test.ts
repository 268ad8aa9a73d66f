import { describe, expect, test } from 'vitest';
import { redactorOf } from '../../src/secrets/redactor.js';
import { secretsFromEnvironment } from '../../src/secrets/environment-secrets.js';

const secret = 'Zq7-wm2x/"ä+Kd!9 &<';

describe('a redactor', () => {
  const { text, value, failureText } = redactorOf([secret]);

  test.each([
    ['itself', secret],
    ['within JSON', JSON.stringify({ a: secret })],
    ['in an address', `https://x/?key=${encodeURIComponent(secret)}`],
    ['within JSON within JSON', JSON.stringify({ body: JSON.stringify({ a: secret }) })],
    [
      'in an address in small letters',
      encodeURIComponent(secret).replaceAll(/%../g, (at) => at.toLowerCase()),
    ],
    ['in an address as a path', `/${encodeURIComponent(secret).replaceAll('%2F', '/')}`],
    ['in an address as a whole', encodeURI(secret)],
    ['in a form', new URLSearchParams({ a: secret }).toString()],
    ['in a form, signed as OAuth does', encodeURIComponent(secret).replaceAll('!', '%21')],
    ['in a page', 'Zq7-wm2x/&quot;ä+Kd!9 &amp;&lt;'],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64 after a name', Buffer.from(`ada:${secret}`).toString('base64')],
    ['in base64 between others', Buffer.from(`a:${secret}:b`).toString('base64')],
    ['in base64 for addresses', Buffer.from(`xy${secret}`).toString('base64url')],
  ])('finds a secret %s', (_, given) => {
    expect(text(`a ${given} b`)).toMatch(/^a .*\[redacted\].* b$/);
    expect(text(text(given))).toBe(text(given));
  });

  test('walks data and keeps its shape', () => {
    expect(value({ [secret]: [1, { a: `x${secret}` }], b: null, c: true })).toEqual({
      '[redacted]': [1, { a: 'x[redacted]' }],
      b: null,
      c: true,
    });
  });

  test('gives what holds no secret back as it is, and does not touch what only looks like one', () => {
    const given = {
      id: 'a1'.repeat(20),
      header: 'Bearer abcdefgh',
      at: new Date(0),
      n: [1, 'two'],
    };
    expect(value(given)).toBe(given);
    expect(redactorOf([]).value(given)).toBe(given);
    expect(failureText(given.header)).toBe('Bearer [redacted]');
  });

  test('takes the longer of two secrets first', () => {
    expect(redactorOf(['abcdefgh', 'abcdefgh-long']).text('abcdefgh-long')).toBe('[redacted]');
  });

  test('does not look for a single letter', () => {
    expect(redactorOf(['a', '']).text('a cat')).toBe('a cat');
  });

  test('is through with a large value in no time worth naming', () => {
    const large = Array.from({ length: 20_000 }, (_, index) => ({ index, text: `row ${index}` }));
    expect(value([...large, secret]).at(-1)).toBe('[redacted]');
  });
});

describe('the secrets of an environment', () => {
  test.each([
    ['LLM_KEY', 'k-123456'],
    ['OPENAI_API_KEY', 'k-123456'],
    ['GITHUBTOKEN', 'k-123456'],
    ['STRIPE_SECRET_2', 'k-123456'],
    ['PGPASSWORD', 'correct-horse'],
    ['DB_PASS', 'k-123456'],
    ['APP_SECRET', 'ABCDEFGHIJKLMNOPQRST'],
  ])('are what %s holds', (name, value) => {
    expect(secretsFromEnvironment({ [name]: value })).toEqual([value]);
  });

  test('are the passwords of addresses and connection strings', () => {
    expect(
      secretsFromEnvironment({
        DATABASE_URL: 'postgresql://agents:p%40ssw0rd-1@db:5432/agents',
        DSN: 'host=db user=agents password=hunter-2222 dbname=agents',
      }),
    ).toEqual(['p%40ssw0rd-1', 'p@ssw0rd-1', 'hunter-2222']);
  });

  test('are what headers carry', () => {
    const headers = 'x-team=agents,x-api-key=0123-abcd-4567, authorization=Bearer%20tok-en-9876';
    expect(secretsFromEnvironment({ OTEL_EXPORTER_OTLP_HEADERS: headers })).toEqual([
      '0123-abcd-4567',
      'Bearer%20tok-en-9876',
      'Bearer tok-en-9876',
      'tok-en-9876',
    ]);
  });

  test.each([
    ['a short one', { LLM_KEY: 'k-12345' }],
    ['a plain word', { POSTGRES_PASSWORD: 'postgres' }],
    ['another name', { MAX_TOKENS_SET: '123456789', KEYBOARD: 'qwertz-de-2', PWD: '/home/ada-1' }],
    ['the path of a file', { TEMPORAL_TLS_KEY: import.meta.filename }],
    ['an address without a login', { LLM_BASE_URL: 'https://models.example.com/v1' }],
    ['nothing', { LLM_KEY: undefined }],
  ])('are not %s', (_, env) => {
    expect(secretsFromEnvironment(env)).toEqual([]);
  });
});
