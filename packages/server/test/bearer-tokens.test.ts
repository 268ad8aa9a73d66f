import { createHash } from 'node:crypto';
import { bearerTokens, type TokenEntry } from '@durable-goals/server';
import { expect, test } from 'vitest';

const token = 'a-token-of-twenty-characters';
const sha256 = createHash('sha256').update(token).digest('hex');

test.each([
  ['itself', { id: 'ada', token }, {}],
  ['its hash', { id: 'ada', sha256 }, {}],
  [
    'a date to come',
    { id: 'ada', token, expires: '2999-01-01T00:00:00Z' },
    { until: Date.parse('2999-01-01T00:00:00Z') },
  ],
])('a token given by %s stands for whom it says', async (_, entry, end) => {
  const { principalOf } = bearerTokens([entry]);
  expect(await principalOf(token)).toEqual({ id: 'ada', roles: [], ...end });
  expect(await principalOf(`${token}x`)).toBeUndefined();
  expect(await principalOf(sha256)).toBeUndefined();
});

test.each<[string, readonly TokenEntry[]]>([
  ['none', []],
  ['a short one', [{ id: 'ada', token: 'short' }]],
  ['both a token and a hash', [{ id: 'ada', token, sha256 }]],
  ['neither', [{ id: 'ada' }]],
  ['nobody', [{ id: '', token }]],
  [
    'two with the same token',
    [
      { id: 'ada', token },
      { id: 'bob', sha256 },
    ],
  ],
  ['an end that is no time', [{ id: 'ada', token, expires: 'tomorrow' }]],
])('tokens with %s are refused, and not shown', (_, entries) => {
  expect(() => bearerTokens(entries)).toThrow(
    expect.objectContaining({
      type: 'ConfigurationRefused',
      message: expect.not.stringContaining(token) as unknown,
    }) as Error,
  );
});
