import { median } from './parts/statistics.js';

/** One line of the table. */
export interface Row {
  readonly what: string;
  /** One value for each repeat. */
  readonly values: readonly number[];
  readonly unit: string;
  /** The same of the raw loop, where it does the same. */
  readonly raw?: readonly number[];
  readonly limit?: Limit;
}

/** What has to hold. A ratio is to the raw loop of the same repeat. */
export type Limit = { readonly of: 'value' | 'ratio' } & (
  | { readonly atMost: number }
  | { readonly atLeast: number }
) & {
    /** The short form only shows it: a time says as much about the machine as about us. */
    readonly isShownOnly?: true;
  };

/** The raw loop's share of each repeat, and of them the median. */
export function ratioOf({ values, raw }: Row): number | undefined {
  if (raw === undefined) return undefined;
  return median(values.map((value, index) => value / (raw[index] ?? NaN)));
}

/** Whether a row holds; `undefined` when nothing is asked of it. */
export function holds(row: Row): boolean | undefined {
  const { limit, values } = row;
  if (limit === undefined) return undefined;
  const value = limit.of === 'ratio' ? (ratioOf(row) ?? NaN) : median(values);
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}
