import type { Depth } from './measure.js';
import { median } from './parts/statistics.js';
import { ratioOf, verdictOf, type Limit, type Row } from './row.js';

/** What a measure gave. */
export interface Measured {
  readonly id: string;
  readonly about: string;
  readonly rows: readonly Row[];
  /** Why it gave nothing, when it did not. */
  readonly problem?: string;
}

/** How a verdict is come to, as the report tells it. */
const rules: Readonly<Record<Depth, string>> = {
  whole: 'Each median is held against its limit as it is.',
  short:
    'A limit fails when a count is beyond it, or the whole interval of a ratio: the median of the rounds, each against the raw ' +
    'loop in the same moments, is in there with 99 %; with fewer than eight rounds it is from the lowest to the highest. Times are only shown.',
};

/** The limits that do not hold, in words, and what could not be measured. */
export function failing(measured: readonly Measured[], depth: Depth): readonly string[] {
  return measured.flatMap(({ id, rows, problem }) => [
    ...rows.filter((row) => verdictOf(row, depth) === 'does not hold').map(({ what }) => what),
    ...(problem === undefined ? [] : [`'${id}' could not be measured`]),
  ]);
}

/** How many limits hold and how many do not, on one line. */
export function closingLine(measured: readonly Measured[], depth: Depth): string {
  const verdicts = measured.flatMap(({ rows }) => rows.map((row) => verdictOf(row, depth)));
  const count = (wanted: string): number => verdicts.filter((verdict) => verdict === wanted).length;
  const counts = [
    `${count('holds')} held`,
    `${failing(measured, depth).length} did not hold`,
    ...(depth === 'whole'
      ? []
      : [`${count('within the noise')} within the noise`, `${count('only shown')} only shown`]),
  ];
  return `benchmark: ${counts.join(', ')}`;
}

/** The table as Markdown, with what it was made with. */
export function report(
  measured: readonly Measured[],
  { machine, depth }: { readonly machine: Readonly<Record<string, string>>; readonly depth: Depth },
): string {
  const about = Object.entries(machine).map(([name, value]) => `${name}: ${value}`);
  const lines = measured.flatMap(({ rows }) => rows.map((row) => lineOf(row, depth)));
  return [
    ...about.map((line) => `- ${line}`),
    '',
    rules[depth],
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

function lineOf(row: Row, depth: Depth): string {
  const { what, values, unit, raw } = row;
  const verdict = verdictOf(row, depth);
  const cells = [
    what,
    inUnit(median(values), unit),
    values.length === 1
      ? ''
      : `${number(Math.min(...values))} to ${inUnit(Math.max(...values), unit)}`,
    raw === undefined ? '' : inUnit(median(raw), unit),
    ratioIn(row),
    limitOf(row.limit, unit),
    verdict === 'does not hold' ? '**does not hold**' : (verdict ?? ''),
  ];
  return `| ${cells.join(' | ')} |`;
}

function ratioIn(row: Row): string {
  const ratio = ratioOf(row);
  if (ratio === undefined) return '';
  const between = ratio.interval.map((end) => end.toFixed(2)).join(' to ');
  return `${ratio.median.toFixed(2)} ×${row.values.length === 1 ? '' : ` (${between})`}`;
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
