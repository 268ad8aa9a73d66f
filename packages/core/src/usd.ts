/** The sum of amounts in USD, to a millionth of a millionth: repeated sums must not miss a limit by rounding. */
export function sumOfUsd(one = 0, other = 0): number {
  return Math.round((one + other) * 1e12) / 1e12;
}
