import { describe, expect, test } from 'vitest';
import { retryDelayMs, retryHintMs } from '../../src/model/retry-delay.js';

const now = Date.parse('2026-01-01T00:00:00Z');

describe('Retry-After given as', () => {
  test.each([
    ['seconds', '2', 2000],
    ['parts of a second', '0.25', 250],
    ['an HTTP date', 'Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['an old HTTP date', 'Thursday, 01-Jan-26 00:00:05 GMT', 5000],
    ['the oldest HTTP date', 'Thu Jan  1 00:00:05 2026', 5000],
    ['a date already past', 'Wed, 31 Dec 2025 23:59:00 GMT', undefined],
    ['a date in a year', 'Fri, 01 Jan 2027 00:00:00 GMT', 3_600_000],
    ['a day', '86400', 3_600_000],
    ['zero', '0', undefined],
    ['a negative number', '-1', undefined],
    ['infinity', 'Infinity', undefined],
    ['a hexadecimal number', '0x10', undefined],
    ['nothing', '', undefined],
    ['nonsense', 'soon', undefined],
    ['nonsense with a year', 'Maybe 2099', undefined],
  ])('%s: %s', (_, header, expected) => {
    expect(retryDelayMs(new Headers({ 'retry-after': header }), now)).toBe(expected);
  });
});

test('milliseconds go before seconds, unless they are nonsense', () => {
  const both = (ms: string): Headers => new Headers({ 'retry-after-ms': ms, 'retry-after': '2' });
  expect(retryDelayMs(both('1250.4'), now)).toBe(1251);
  expect(retryDelayMs(both('soon'), now)).toBe(2000);
  expect(retryDelayMs(new Headers(), now)).toBeUndefined();
});

describe('a delay in words', () => {
  test.each([
    ['Please try again in 20s.', 20_000],
    ['Please try again in 6m0s. Visit', 360_000],
    ['Please try again in 640ms.', 640],
    ['Please retry in 35.5s', 35_500],
    ['Try again in 2 minutes 3 seconds', 123_000],
    ['Retry after 12 seconds or ask', 12_000],
    ['Try again in 3 fortnights', undefined],
    ['Try again later', undefined],
  ])('%s', (words, expected) => {
    expect(retryHintMs(words)).toBe(expected);
  });
});
