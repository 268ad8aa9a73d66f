/** The value that half of them stay below. @param values - One at least. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value that a share of them stays below, between two of them by interpolation. @param values - One at least. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low = NaN, high = NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * Between which two of the values the median is that they were drawn around, with 99 %.
 *
 * It counts how many are above and below, and so asks nothing of how they are spread. Below eight values that many are
 * not certain enough, and the interval is from the lowest to the highest.
 *
 * @param values - One at least.
 */
export function medianInterval(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  let at = 0;
  // How likely it is that no more than `at` of them are on one side of the median: heads among so many tosses.
  let term = 0.5 ** count;
  let tail = term;
  while (2 * (at + 1) < count) {
    term *= (count - at) / (at + 1);
    tail += term;
    if (2 * tail > 0.01) break;
    at += 1;
  }
  return [sorted[at] ?? NaN, sorted[count - 1 - at] ?? NaN];
}
