import { monthNumber } from './calendar.js';

/** A month that somebody asked for; without a year it is whichever one comes next. */
export interface RequestedMonth {
  /** 1 for January. */
  readonly month: number;
  readonly year?: number;
}

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

const filler = /^(?:(?:in|during|early|mid|late|this|next|coming|the|month|of)\s+)+/;

/**
 * Reads a month: its name or the first letters of it, its number, a month of a year (`2027-03`,
 * `March 2027`, `03/2027`, also a whole date), "this month" or "next month".
 *
 * @param today - The day that "this month" and "next month" are counted from, as `YYYY-MM-DD`.
 * @returns `undefined` when the text names no month.
 */
export function readMonth(text: string, today: string): RequestedMonth | undefined {
  const words = text
    .toLowerCase()
    .replace(/[.,]/g, ' ')
    .replace(/[\s_]+/g, ' ')
    .trim();
  if (/^(?:this|the current|current) month$/.test(words)) return monthAfter(today, 0);
  if (/^(?:the )?next month$/.test(words)) return monthAfter(today, 1);

  const yearFirst = /^(\d{4})[-/ ]([a-z]+|\d{1,2})(?:[-/]\d{1,2})?$/.exec(words);
  if (yearFirst) return withYear(yearFirst[2], yearFirst[1]);
  const plain = words.replace(filler, '');
  const yearLast = /^([a-z]+|\d{1,2})[-/ ](\d{4})$/.exec(plain);
  if (yearLast) return withYear(yearLast[1], yearLast[2]);
  return withYear(plain, undefined);
}

/** A month in words: "March", or "March 2027" when a year was asked for. */
export function monthInWords({ month, year }: RequestedMonth): string {
  const name = monthNames[month - 1] ?? String(month);
  return year === undefined ? name : `${name} ${year}`;
}

function withYear(month = '', year: string | undefined): RequestedMonth | undefined {
  const number = numberOf(month);
  if (number === undefined) return undefined;
  return year === undefined ? { month: number } : { month: number, year: Number(year) };
}

function numberOf(month: string): number | undefined {
  if (/^\d{1,2}$/.test(month)) {
    const number = Number(month);
    return number >= 1 && number <= 12 ? number : undefined;
  }
  if (!/^[a-z]{3,}$/.test(month)) return undefined;
  const index = monthNames.findIndex((name) => name.toLowerCase().startsWith(month));
  return index === -1 ? undefined : index + 1;
}

function monthAfter(today: string, months: number): RequestedMonth {
  const number = monthNumber(today) + months;
  return { month: (number % 12) + 1, year: Math.floor(number / 12) };
}
