import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { promptShape } from '../src/parts/prompt-shape.js';
import { median, quantile } from '../src/parts/statistics.js';
import { failing, report } from '../src/report.js';
import { holds, ratioOf, type Row } from '../src/row.js';

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

test('a ratio is taken within each repeat, and of them the median', () => {
  expect(ratioOf(turn)).toBeCloseTo(1.1);
  expect(ratioOf(noted)).toBeUndefined();
});

test.each([
  ['a ratio below its limit', turn, true],
  ['a ratio above it', { ...turn, values: [40, 40, 50] }, false],
  ['a value above it', bytes, false],
  ['a value that may be no less', { ...bytes, limit: { of: 'value', atLeast: 7_000 } }, true],
  ['a row that asks for nothing', noted, undefined],
  ['a value that is none', { ...bytes, values: [NaN] }, false],
] satisfies [string, Row, boolean | undefined][])('%s', (_, row, expected) => {
  expect(holds(row)).toBe(expected);
});

test('a time fails the whole benchmark, and not the short form', () => {
  const measured = [{ id: 'm', about: 'All.', rows: [turn, bytes, start, noted] }];
  expect(failing(measured, 'short')).toEqual(['bytes']);
  expect(failing(measured, 'whole')).toEqual(['bytes', 'a start']);
});

test('a measure that did not come to its end fails, and the report says why', () => {
  const measured = [{ id: 'm', about: 'All.', rows: [], problem: 'A turn ended in state.' }];
  expect(failing(measured, 'short')).toEqual(["'m' could not be measured"]);
  expect(report(measured, {})).toContain('`m` could not be measured: A turn ended in state.');
});

test('the report has the machine, and a row for each that says whether it holds', () => {
  const rows = [turn, bytes, start, noted];
  expect(report([{ id: 'm', about: 'All.', rows }], { Node: 'v24' })).toMatchInlineSnapshot(`
    "- Node: v24

    | what | median | spread | raw loop | ratio | limit | |
    |---|---|---|---|---|---|---|
    | a turn | 33 ms | 30 to 60 ms | 30 ms | 1.10 × | ≤ 1.20 × | holds |
    | bytes | 7,001 bytes |  |  |  | ≤ 7,000 bytes | **does not hold** |
    | a start | 1,500 ms | 900 to 2,100 ms |  |  | ≤ 1,000 ms | **does not hold** |
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

describe('the loop that it is compared with', () => {
  test('has at most 80 lines', () => {
    const folder = join(import.meta.dirname, '../src/raw');
    const lines = readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'),
    );
    expect(lines.length).toBeLessThanOrEqual(80);
  });
});
