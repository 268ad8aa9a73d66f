import { expect, test } from 'vitest';
import { isoTime } from '../../src/conversation/iso-time.js';

test.each([
  ['the epoch', 0],
  ['a millisecond', 1],
  ['tens of milliseconds', 45],
  ['the last millisecond of a day', 86_399_999],
  ['the first one of the next', 86_400_000],
  ['a leap day', Date.UTC(2028, 1, 29, 12, 34, 56, 789)],
  ['before the epoch', -1],
  ['long before it', -62_198_755_200_001],
  ['a year of more than four digits', 253_402_300_800_000],
  ['the last time of all', 8_640_000_000_000_000],
  ['part of a millisecond', 1_700_000_000_000.75],
])('%s is written as Date writes it', (_, ms) => {
  expect(isoTime(ms)).toBe(new Date(ms).toISOString());
});

test('any time is, whatever day was written before', () => {
  let ms = 1;
  for (let count = 0; count < 5_000; count += 1) {
    ms = (ms * 48_271 + 11) % 4_102_444_800_000;
    expect(isoTime(ms)).toBe(new Date(ms).toISOString());
  }
});

test.each([Number.NaN, Infinity, 8_640_000_000_000_001])('%d is no time', (ms) => {
  expect(() => isoTime(ms)).toThrow(RangeError);
});
