/** The longest wait that a provider's hint may ask for; a longer one counts as this. */
export const longestRetryDelayMs = 60 * 60_000;

const decimal = /^\d+(?:\.\d+)?$/;
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;
const hint = /(?:try again|retry) (?:in|after) ((?:\d+(?:\.\d+)?\s*[a-z]+\s*)+)/i;
const amount = /(\d+(?:\.\d+)?)\s*([a-z]+)/gi;

/**
 * How long a provider asks us to wait before the next call, by its headers.
 *
 * A hint that names no time to come (zero, negative, a past date, nonsense) counts as none, so that the
 * caller's own back-off holds and nobody hammers a provider that is in trouble.
 *
 * @param headers - Headers of the refusal; `retry-after-ms` goes before `retry-after`.
 * @param now - Milliseconds since the epoch, to read HTTP dates against.
 * @returns Milliseconds, more than 0 and at most an hour; `undefined` without a hint.
 * @see RFC 9110 §10.2.3, Retry-After: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryDelayMs(headers: Headers, now: number): number | undefined {
  const milliseconds = headers.get('retry-after-ms')?.trim() ?? '';
  if (decimal.test(milliseconds)) return bounded(Number(milliseconds));
  const value = headers.get('retry-after')?.trim() ?? '';
  if (decimal.test(value)) return bounded(Number(value) * 1000);
  if (!httpDate.test(value)) return undefined;
  // The oldest of the three date forms names no zone; all three are in GMT.
  return bounded(Date.parse(value.endsWith('GMT') ? value : `${value} GMT`) - now);
}

/**
 * The same from a provider's words, such as "try again in 6m0s": a proxy passes on the words of a
 * refusal but not always its headers.
 *
 * @returns Milliseconds, more than 0 and at most an hour; `undefined` without a hint.
 */
export function retryHintMs(text: string): number | undefined {
  const amounts = hint.exec(text)?.[1];
  if (amounts === undefined) return undefined;
  let total = 0;
  for (const [, count, unit = ''] of amounts.matchAll(amount)) {
    const unitMs = unitMsOf(unit.toLowerCase());
    if (unitMs === undefined) break;
    total += Number(count) * unitMs;
  }
  return bounded(total);
}

function unitMsOf(unit: string): number | undefined {
  if (unit === 'ms' || unit.startsWith('milli')) return 1;
  if (unit === 's' || unit.startsWith('sec')) return 1000;
  if (unit === 'm' || unit.startsWith('min')) return 60_000;
  if (unit === 'h' || unit.startsWith('hour')) return 3_600_000;
  return undefined;
}

function bounded(delayMs: number): number | undefined {
  return delayMs > 0 ? Math.ceil(Math.min(delayMs, longestRetryDelayMs)) : undefined;
}
