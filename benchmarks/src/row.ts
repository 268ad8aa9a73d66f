import type { Depth } from './measure.js';
import { median, medianInterval } from './parts/statistics.js';

/** One line of the table. */
export interface Row {
  readonly what: string;
  /** One value for each round. */
  readonly values: readonly number[];
  readonly unit: string;
  /** The same of the raw loop, where it does the same: each beside the value of the same round. */
  readonly raw?: readonly number[];
  readonly limit?: Limit;
}

/** What has to hold. A ratio is to the raw loop of the same round. */
export type Limit = { readonly of: 'value' | 'ratio' } & (
  | { readonly atMost: number }
  | { readonly atLeast: number }
) & {
    /** The short form only shows it: a time says as much about the machine as about us. */
    readonly isShownOnly?: true;
  };

/** What is said of a limit. Of those only the second is a failure. */
export type Verdict = 'holds' | 'does not hold' | 'within the noise' | 'only shown';

/** Of the rounds' shares of the raw loop the median, and the interval in which it is. */
export interface Ratio {
  readonly median: number;
  /** Where the median of very many rounds is, with 99 %; that of few rounds is their extremes. */
  readonly interval: readonly [low: number, high: number];
}

/** The raw loop's share of each round, and of these the median. */
export function ratioOf({ values, raw }: Row): Ratio | undefined {
  if (raw === undefined) return undefined;
  const ratios = values.map((value, index) => value / (raw[index] ?? NaN));
  return { median: median(ratios), interval: medianInterval(ratios) };
}

/**
 * Whether a row holds; `undefined` when nothing is asked of it.
 *
 * The whole takes the median as it is. The short form runs on machines that do other things too: a time is only shown, and
 * a ratio does not hold when even the favourable end of its interval is beyond the limit.
 */
export function verdictOf(row: Row, depth: Depth): Verdict | undefined {
  const { limit, values } = row;
  if (limit === undefined) return undefined;
  const ratio = limit.of === 'ratio' ? (ratioOf(row) ?? noRatio) : undefined;
  const isWithin = (value: number): boolean =>
    'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
  if (isWithin(ratio?.median ?? median(values))) return 'holds';
  if (depth === 'whole') return 'does not hold';
  if (limit.isShownOnly) return 'only shown';
  return ratio?.interval.some(isWithin) ? 'within the noise' : 'does not hold';
}

const noRatio: Ratio = { median: NaN, interval: [NaN, NaN] };
