import { activityInfo } from '@temporalio/activity';

/**
 * Today in a time zone, `YYYY-MM-DD`.
 *
 * Reads the later of the Worker's clock and the server's: a test that skips time moves only the second,
 * and an Activity that waited for a Worker was scheduled on an earlier day.
 *
 * @param now - Milliseconds since the epoch, when a caller knows better.
 */
export function todayIn(timeZone: string, now: () => number = latestClock): string {
  const at = now();
  const quarter = Math.floor(at / quarterHourMs);
  if (latest.timeZone === timeZone && latest.quarter === quarter) return latest.day;
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  latest = { timeZone, quarter, day };
  return day;
}

/** In every time zone of today, a day begins with one. */
const quarterHourMs = 900_000;

let latest = { timeZone: '', quarter: NaN, day: '' };

/** Making one takes longer than all the rest of a plan; a Worker's goals name a few time zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

function latestClock(): number {
  return Math.max(Date.now(), activityInfo().currentAttemptScheduledTimestampMs);
}
