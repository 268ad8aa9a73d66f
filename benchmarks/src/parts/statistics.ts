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
