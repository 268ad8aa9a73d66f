import { casual, type ParsedComponents, type ParsedResult } from 'chrono-node';
import { plain } from './words.js';

/** A day of the calendar, `YYYY-MM-DD`. */
type Day = string;

/** A date, a month or a time of day that a text speaks of. */
export interface TimeMention {
  readonly text: string;
  readonly index: number;
  readonly start: Moment;
  readonly end?: Moment;
}

/** What is known of a moment; a month alone has no `day`, a time alone neither. */
export interface Moment {
  readonly day?: Day;
  /** 1 to 12, when a month or a day was given. */
  readonly month?: number;
  readonly year?: number;
  /** `HH:MM`, when a time was given. */
  readonly time?: string;
  /** Whether the year was said and not reckoned. */
  readonly yearSaid: boolean;
}

/**
 * The dates, months and times of a text, in order. What leaves the year open is the next one from today on.
 *
 * @param today - `YYYY-MM-DD`; nothing else tells the time.
 */
export function readTimes(text: string, today: Day): readonly TimeMention[] {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  // At noon, in whatever zone this machine is: only the parts of the answer are read.
  const reference = new Date(year, month - 1, day, 12);
  return casual
    .parse(readable(text), reference, { forwardDate: true })
    .filter((result) => isMention(result, text))
    .map(({ text: said, index, start, end }) => ({
      text: said,
      index,
      start: momentOf(start, today),
      ...(end ? { end: momentOf(end, today) } : {}),
    }))
    .map(ordered);
}

/**
 * A month that stands among other words without a preposition: "melbourne march", "lisbon jun", "oslo 3".
 * Only for who was asked for a month: "march" and "may" are verbs too.
 */
export function loneMonth(text: string, today: Day): TimeMention | undefined {
  for (const match of text.matchAll(lone)) {
    const [said] = match;
    const month =
      Number(said) || namesOfMonths.findIndex((name) => name.startsWith(plain(said))) + 1;
    if (month < 1 || month > 12) continue;
    const [thisYear = 0, thisMonth = 1] = today.split('-').map(Number);
    const year = thisYear + (month < thisMonth ? 1 : 0);
    return { text: said, index: match.index, start: { month, year, yearSaid: false } };
  }
  return undefined;
}

/** The text with what misleads the parser blanked out, each letter still where it was. */
function readable(text: string): string {
  return text
    .replace(
      /\bfrom (?=(the )?\d{1,2}(st|nd|rd|th)?\s*(-|–|to|until|till|through)\s*\d)/gi,
      (said) => ' '.repeat(said.length),
    )
    .replace(
      /,\s*\d{1,2}(?=\s+(?!am\b|pm\b|a\.m|p\.m|o.?clock|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|st\b|nd\b|rd\b|th\b|to\b|until\b)\p{L})/giu,
      (said) => '|'.repeat(said.length),
    )
    .replace(/\b(?:the )(?=\d{1,2}(st|nd|rd|th))/gi, (said) => ' '.repeat(said.length))
    .replace(
      /\b(for|in)? ?(a|an|one|two|three|half an|\d+) (second|minute|hour)s?\b(?! from| later)/gi,
      (said) => '|'.repeat(said.length),
    );
}

/** Words that are months or days only by chance. */
function isMention({ text, index, start }: ParsedResult, whole: string): boolean {
  const said = text.trim();
  if (/^(?:the |an? )?(?:month|week|day|year|hour|minute|second)s?$/i.test(said)) return false;
  const before = whole.slice(0, index).toLowerCase();
  if (/^(now|sat|sun|wed|second)$/.test(said) && !/\bon $/.test(before)) return false;
  if (/^(march|may)$/.test(said))
    return /(^|[,;(/&] ?|\b(in|for|of|by|during|around|until|this|next|late|early|mid|it|about|to|want|prefer)[ -])$/.test(
      before,
    );
  if (/^for \d+|^\d+ (day|week|night|month)s?$/.test(said)) return false;
  return (
    start.isCertain('month') ||
    start.isCertain('weekday') ||
    start.isCertain('day') ||
    start.isCertain('hour')
  );
}

function momentOf(parts: ParsedComponents, today: Day): Moment {
  const month = parts.get('month') ?? 1;
  const year = parts.get('year') ?? 0;
  const day = parts.get('day') ?? 1;
  const hasDay = parts.isCertain('day') || parts.isCertain('weekday');
  const hasTime = parts.isCertain('hour');
  const yearSaid = parts.isCertain('year');
  const time = hasTime
    ? { time: `${two(parts.get('hour') ?? 0)}:${two(parts.get('minute') ?? 0)}` }
    : {};
  if (!hasDay && parts.isCertain('month')) {
    const [thisYear = 0, thisMonth = 1] = today.split('-').map(Number);
    return {
      month,
      year: yearSaid ? year : thisYear + (month < thisMonth ? 1 : 0),
      yearSaid,
      ...time,
    };
  }
  if (!hasDay) return { yearSaid, ...time };
  const written = dayOf(year, month, day);
  const next = yearSaid || written >= today ? written : dayOf(year + 1, month, day);
  return { day: next, month, year: Number(next.slice(0, 4)), yearSaid, ...time };
}

/** A range's end never lies before its start. */
function ordered(mention: TimeMention): TimeMention {
  const { start, end } = mention;
  if (!end?.day || !start.day || end.day >= start.day || end.yearSaid) return mention;
  return {
    ...mention,
    end: { ...end, day: dayOf(Number(start.day.slice(0, 4)) + 1, ...monthAndDay(end.day)) },
  };
}

function monthAndDay(day: Day): [number, number] {
  return [Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

function dayOf(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** English names of the months, January first. */
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const namesOfMonths = monthNames.map((name) => name.toLowerCase());
const lone = new RegExp(
  `(?<![\\p{L}\\p{N}@.:/#-])(?<!\\b(?:i|we|you|they|he|she|it|that|who|which) )(?:${namesOfMonths
    .flatMap((name) => [name, name.slice(0, 3)])
    .join('|')}|sept|0?[1-9]|1[0-2])(?![\\p{L}\\p{N}@:/-]|\\.\\d| (?:be|have|not|i|we|you)\\b)`,
  'giu',
);

/**
 * The instant of a day and a time in a time zone, as RFC 3339 in UTC.
 *
 * @param zone - IANA name.
 */
export function instantOf(day: Day, time: string, zone: string): string {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).formatToParts(asUtc);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? '00';
  const shown = Date.parse(
    `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`,
  );
  return new Date(asUtc - (shown - asUtc)).toISOString().replace('.000Z', 'Z');
}

/** The day that lies so many days after another. */
export function daysAfter(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
