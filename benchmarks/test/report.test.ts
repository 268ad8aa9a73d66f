import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { promptShape } from '../src/parts/prompt-shape.js';
import { inTurn, roundsOf } from '../src/parts/rounds.js';
import { median, medianInterval, quantile } from '../src/parts/statistics.js';
import { closingLine, failing, report } from '../src/report.js';
import { ratioOf, verdictOf, type Row, type Verdict } from '../src/row.js';

const turn: Row = {
  what: 'a turn',
  unit: 'ms',
  values: [30, 33, 60],
  raw: [30, 30, 40],
  limit: { of: 'ratio', atMost: 1.2 },
};
const bytes: Row = {
  what: 'bytes',
  unit: 'bytes',
  values: [7_001],
  limit: { of: 'value', atMost: 7_000 },
};
const start: Row = {
  what: 'a start',
  unit: 'ms',
  values: [900, 2_100],
  limit: { of: 'value', atMost: 1_000, isShownOnly: true },
};
const noted: Row = { what: 'characters', unit: 'characters', values: [12_345] };

test('a ratio is taken within each round, and of them the median and where it is', () => {
  expect(ratioOf(turn)?.median).toBeCloseTo(1.1);
  expect(ratioOf(turn)?.interval).toEqual([1, 1.5]);
  expect(ratioOf(noted)).toBeUndefined();
});

const slow = { ...turn, values: [40, 37, 60] };

test.each([
  ['a ratio below its limit', turn, 'holds', 'holds'],
  ['a ratio above it in each round', slow, 'does not hold', 'does not hold'],
  [
    'a ratio above it, and not in each round',
    { ...turn, values: [40, 40, 40] },
    'does not hold',
    'within the noise',
  ],
  ['a count above it', bytes, 'does not hold', 'does not hold'],
  ['a time above it', start, 'does not hold', 'only shown'],
  [
    'a value that may be no less',
    { ...bytes, limit: { of: 'value', atLeast: 7_000 } },
    'holds',
    'holds',
  ],
  ['a row that asks for nothing', noted, undefined, undefined],
  ['a value that is none', { ...bytes, values: [NaN] }, 'does not hold', 'does not hold'],
  [
    'a ratio to nothing',
    { ...bytes, limit: { of: 'ratio', atMost: 2 } },
    'does not hold',
    'does not hold',
  ],
] satisfies [string, Row, Verdict | undefined, Verdict | undefined][])(
  '%s',
  (_, row, whole, short) => {
    expect(verdictOf(row, 'whole')).toBe(whole);
    expect(verdictOf(row, 'short')).toBe(short);
  },
);

test('the last line counts what held', () => {
  const measured = [{ id: 'm', about: 'All.', rows: [turn, slow, bytes, start, noted] }];
  expect(failing(measured, 'short')).toEqual(['a turn', 'bytes']);
  expect(closingLine(measured, 'short')).toMatchInlineSnapshot(
    `"benchmark: 1 held, 2 did not hold, 0 within the noise, 1 only shown"`,
  );
  expect(failing(measured, 'whole')).toEqual(['a turn', 'bytes', 'a start']);
  expect(closingLine(measured, 'whole')).toMatchInlineSnapshot(
    `"benchmark: 1 held, 3 did not hold"`,
  );
});

test('a measure that did not come to its end fails, and the report says why', () => {
  const measured = [{ id: 'm', about: 'All.', rows: [], problem: 'A turn ended in state.' }];
  expect(failing(measured, 'short')).toEqual(["'m' could not be measured"]);
  expect(report(measured, { machine: {}, depth: 'short' })).toContain(
    '`m` could not be measured: A turn ended in state.',
  );
});

test('the report has the machine, and a row for each that says whether it holds', () => {
  const rows = [turn, bytes, start, noted];
  expect(report([{ id: 'm', about: 'All.', rows }], { machine: { Node: 'v24' }, depth: 'short' }))
    .toMatchInlineSnapshot(`
      "- Node: v24

      A limit fails when a count is beyond it, or the whole interval of a ratio: the median of the rounds, each against the raw loop in the same moments, is in there with 99 %; with fewer than eight rounds it is from the lowest to the highest. Times are only shown.

      | what | median | spread | raw loop | ratio | limit | |
      |---|---|---|---|---|---|---|
      | a turn | 33 ms | 30 to 60 ms | 30 ms | 1.10 × (1.00 to 1.50) | ≤ 1.20 × | holds |
      | bytes | 7,001 bytes |  |  |  | ≤ 7,000 bytes | **does not hold** |
      | a start | 1,500 ms | 900 to 2,100 ms |  |  | ≤ 1,000 ms | only shown |
      | characters | 12,345 characters |  |  |  |  |  |
      "
    `);
});

test.each([
  ['an odd number of them', [3, 1, 2], 0.5, 2],
  ['an even number', [4, 1, 2, 3], 0.5, 2.5],
  ['a single one', [7], 0.95, 7],
  ['between the last two', [0, 10, 20], 0.95, 19],
])('a quantile of %s', (_, values, share, expected) => {
  expect(quantile(values, share)).toBeCloseTo(expected);
  if (share === 0.5) expect(median(values)).toBeCloseTo(expected);
});

test('a prompt is compared with the one before from its beginning', () => {
  expect(promptShape('abcdef', 'abcxef')).toEqual({ length: 6, shared: 3 });
  expect(promptShape('abc', 'abcdef')).toEqual({ length: 3, shared: 3 });
  expect(promptShape('abc', '')).toEqual({ length: 3, shared: 0 });
});

test.each([
  ['one', 1, [1, 1]],
  ['few', 7, [1, 7]],
  ['eight', 8, [1, 8]],
  // Of twenty tosses three heads or fewer are seen in 1.3 of a thousand, four in 5.9.
  ['twenty', 20, [4, 17]],
  ['very many', 2_001, [1_001, 1_001]],
])('the median of %s is between two of them with 99 %%', (_, count, expected) => {
  const values = Array.from({ length: count }, (_, index) => index + 1);
  expect(medianInterval(values.toReversed())).toEqual(expected);
});

test('rounds are as many as asked for, and fewer in a short form that is late', () => {
  const counts = { whole: 5, short: { atLeast: 2, atMost: 4, forMs: 60_000 } };
  expect([...roundsOf('whole', counts)]).toEqual([1, 2, 3, 4, 5]);
  expect([...roundsOf('short', counts)]).toEqual([1, 2, 3, 4]);
  const late = { ...counts, short: { ...counts.short, forMs: -1 } };
  expect([...roundsOf('short', late)]).toEqual([1, 2]);
  expect([1, 2, 3].map((round) => inTurn(['a', 'b', 'c'], round).join(''))).toEqual([
    'bca',
    'cab',
    'abc',
  ]);
});

describe('the loop that it is compared with', () => {
  test('has at most 80 lines', () => {
    const folder = join(import.meta.dirname, '../src/raw');
    const lines = readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'),
    );
    expect(lines.length).toBeLessThanOrEqual(80);
  });
});
