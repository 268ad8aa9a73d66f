import type { Depth } from './measure.js';
import { median } from './parts/statistics.js';
import { holds, ratioOf, type Limit, type Row } from './row.js';

/** What a measure gave. */
export interface Measured {
  readonly id: string;
  readonly about: string;
  readonly rows: readonly Row[];
  /** Why it gave nothing, when it did not. */
  readonly problem?: string;
}

/** The limits that do not hold, in words; in the short form a time is no failure. */
export function failing(measured: readonly Measured[], depth: Depth): readonly string[] {
  return measured.flatMap(({ id, rows, problem }) => [
    ...rows
      .filter(
        (row) => holds(row) === false && !(depth === 'short' && row.limit?.isShownOnly === true),
      )
      .map(({ what }) => what),
    ...(problem === undefined ? [] : [`'${id}' could not be measured`]),
  ]);
}

/** The table as Markdown, with what it was made with. */
export function report(
  measured: readonly Measured[],
  machine: Readonly<Record<string, string>>,
): string {
  const about = Object.entries(machine).map(([name, value]) => `${name}: ${value}`);
  const lines = measured.flatMap(({ rows }) => rows.map(lineOf));
  return [
    ...about.map((line) => `- ${line}`),
    '',
    '| what | median | spread | raw loop | ratio | limit | |',
    '|---|---|---|---|---|---|---|',
    ...lines,
    '',
    ...measured.flatMap(({ id, problem }) =>
      problem === undefined ? [] : [`\`${id}\` could not be measured: ${problem}`, ''],
    ),
  ].join('\n');
}

function lineOf(row: Row): string {
  const { what, values, unit, raw } = row;
  const ratio = ratioOf(row);
  const held = holds(row);
  const cells = [
    what,
    inUnit(median(values), unit),
    values.length === 1
      ? ''
      : `${number(Math.min(...values))} to ${inUnit(Math.max(...values), unit)}`,
    raw === undefined ? '' : inUnit(median(raw), unit),
    ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
    limitOf(row.limit, unit),
    held === undefined ? '' : held ? 'holds' : '**does not hold**',
  ];
  return `| ${cells.join(' | ')} |`;
}

function limitOf(limit: Limit | undefined, unit: string): string {
  if (limit === undefined) return '';
  const [sign, bound] = 'atMost' in limit ? ['≤', limit.atMost] : ['≥', limit.atLeast];
  return `${sign} ${limit.of === 'ratio' ? `${bound.toFixed(2)} ×` : inUnit(bound, unit)}`;
}

function inUnit(value: number, unit: string): string {
  return `${number(value)} ${unit}`;
}

/** Three digits that count, and no more behind the point than that takes. */
function number(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
