/** The largest invoice that the example writes, in USD. */
export const maxInvoiceUsd = 50_000;

/**
 * The cents of an amount in USD, exactly: 19.99 is 1999.
 *
 * Read off the decimal digits, because 19.99 times 100 is 1998.9999999999998 in binary floating point.
 *
 * @returns `undefined` for what is no amount: zero or less, more than two decimals, above the limit.
 */
export function centsOf(usd: number): number | undefined {
  const digits = /^(\d+)(?:\.(\d{1,2}))?$/.exec(String(usd));
  if (digits === null || usd <= 0 || usd > maxInvoiceUsd) return undefined;
  return Number(digits[1]) * 100 + Number((digits[2] ?? '').padEnd(2, '0'));
}
