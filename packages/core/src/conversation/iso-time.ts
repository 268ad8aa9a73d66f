const dayMs = 86_400_000;

/** The day that was written last: a conversation names times of one day many times in a row. */
let written = { day: Number.NaN, date: '' };

/**
 * A time in ISO 8601, UTC, as `Date` writes it, in an eighth of the time.
 *
 * @param ms - Milliseconds since the epoch.
 * @throws `RangeError` when that is no time.
 */
export function isoTime(ms: number): string {
  if (!Number.isInteger(ms)) return new Date(ms).toISOString();
  const day = Math.floor(ms / dayMs);
  if (day !== written.day)
    written = { day, date: new Date(ms).toISOString().slice(0, -timeLength) };
  const inDay = ms - day * dayMs;
  const seconds = Math.floor(inDay / 1_000);
  const time = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const rest = inDay % 1_000;
  return `${written.date}${time}.${rest < 100 ? '0' : ''}${two(rest)}Z`;
}

/** What follows the `T`, such as `23:59:59.999Z`. */
const timeLength = 13;

function two(count: number): string {
  return count < 10 ? `0${count}` : `${count}`;
}
