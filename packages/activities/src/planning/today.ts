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
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now());
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

function latestClock(): number {
  return Math.max(Date.now(), activityInfo().currentAttemptScheduledTimestampMs);
}
