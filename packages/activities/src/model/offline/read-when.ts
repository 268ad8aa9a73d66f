import type { Json } from '@durable-goals/core';
import type { Argument } from './argument.js';
import {
  daysAfter,
  instantOf,
  loneMonth,
  monthNames,
  readTimes,
  type Moment,
  type TimeMention,
} from './read-dates.js';
import { readNumbers } from './read-numbers.js';
import { blankOut, isAsked, overlap, take, wanted, type Reading } from './reading.js';
import { roleOf } from './argument-kind.js';
import { isDateText } from './similar-names.js';
import { wordsOfName } from './words.js';

/** Fills dates, months and times of day. */
export function readWhen(reading: Reading): void {
  const { text, today } = reading;
  for (const mention of readTimes(text, today)) {
    const before = text.slice(0, mention.index);
    const hasDay = mention.end
      ? fillRange(reading, mention)
      : fillDay(reading, mention.start, before);
    // What made a date only changes a month or a time that is still open.
    const hasClock = !(hasDay && hasMoment(reading)) && fillClock(reading, mention, hasDay);
    const used = [hasDay, hasClock, fillMonth(reading, mention.start, hasDay)];
    if (used.includes(true)) {
      const lead =
        /\b(?:in|on|at|for|from|until|till|to|by|around|during|between|and|of|the)\s+(?:the\s+)?$/i.exec(
          before,
        )?.[0].length ?? 0;
      blankOut(reading, mention.index - lead, mention.text.length + lead);
    }
  }
  fillLoneMonth(reading);
  fillStay(reading);
}

/** A month that was asked for may stand alone among other words. */
function fillLoneMonth(reading: Reading): void {
  const [argument] = wanted(reading, 'month');
  if (argument === undefined || !isAsked(reading, argument)) return;
  const mention = loneMonth(reading.text, reading.today);
  if (mention === undefined) return;
  const isNumber = /^\d/.test(mention.text);
  if (isNumber && wanted(reading, 'number', 'date', 'date-time', 'time').length > 0) return;
  if (fillMonth(reading, mention.start, false))
    blankOut(reading, mention.index, mention.text.length);
}

/** Whether a date with its time was filled, so that the time has found its place. */
function hasMoment({ arguments: all, found }: Reading): boolean {
  return all.some(({ kind, name }) => kind === 'date-time' && found.has(name));
}

function fillRange(reading: Reading, { start, end, text }: TimeMention): boolean {
  const dates = wanted(reading, 'date', 'date-time');
  const first =
    dates.find(({ role }) => role === 'from') ?? dates.find(({ role }) => role === 'none');
  if (first === undefined) return fillDay(reading, start, text);
  const last = dates.find(({ role, name }) => role !== 'from' && name !== first.name);
  const day = fill(reading, first, start);
  return (
    (last !== undefined &&
      end !== undefined &&
      fill(reading, last, { ...end, ...((end.day ?? !start.day) ? {} : { day: start.day }) })) ||
    day
  );
}

function fillDay(reading: Reading, moment: Moment, before: string): boolean {
  const dates = wanted(reading, 'date', 'date-time').filter(
    (argument) => moment.day !== undefined || isAsked(reading, argument),
  );
  const cue =
    before
      .split(/[,;.!?]/)
      .at(-1)
      ?.trim() ?? '';
  const role = cueRole(cue);
  const near = cue.split(/\s+/).slice(-4).join(' ');
  const argument =
    dates.find((argument) => role !== undefined && argument.role === role) ??
    dates.find((argument) => overlap(argument, near) > 0) ??
    dates[0];
  if (argument === undefined) return false;
  if (
    moment.day === undefined &&
    wanted(reading, 'month', 'time').length > 0 &&
    moment.month === undefined
  )
    return false;
  return fill(reading, argument, moment);
}

function cueRole(cue: string): 'from' | 'to' | undefined {
  // In "change the start date to May 3" the "to" says nothing about the date.
  if (/\b(?:change|move|make|set|switch|update|shift)\b.*\bto$/i.test(cue)) {
    const role = roleOf(wordsOfName(cue.replace(/\bto$/i, '')));
    return role === 'none' ? undefined : role;
  }
  if (
    /\b(?:to|until|till|through|back|return(?:ing)?|ending|ends?|check(?:ing)?[- ]?out|last day)(?: (?:is|on|be|by|of|the))*$/i.test(
      cue,
    )
  )
    return 'to';
  if (
    /\b(?:from|leav(?:e|ing)|start(?:s|ing)?|beginn?(?:s|ing)?|depart(?:ing|ure)?|check(?:ing)?[- ]?in|first day)(?: (?:is|on|be|at|of|the|date))*$/i.test(
      cue,
    )
  )
    return 'from';
  return /\bbetween\b.*\band$/i.test(cue) ? 'to' : undefined;
}

function fill(reading: Reading, argument: Argument, moment: Moment): boolean {
  const { today, before, timeZone } = reading;
  const earlier = readTimes(before, today).map(({ start }) => start);
  const day =
    moment.day ??
    (moment.month === undefined
      ? earlier.find((other) => other.day !== undefined)?.day
      : undefined);
  if (day === undefined)
    return needs(reading, argument, {
      words: moment.month === undefined ? 'a day as well as a time' : 'a day as well as a month',
    });
  if (day < today && !isPast(argument))
    return needs(reading, argument, { words: 'today or later', said: day });
  if (argument.kind === 'date') return take(reading, argument, [day, `${day}T00:00:00Z`]);
  const time = moment.time ?? earlier.find((other) => other.time !== undefined)?.time;
  if (time === undefined) return needs(reading, argument, { words: 'a time as well as a day' });
  return take(reading, argument, [
    instantOf(day, time, timeZone),
    `${day}T${time}:00`,
    `${day}T${time}`,
  ]);
}

function needs(
  reading: Reading,
  argument: Argument,
  { words, said = '' }: { words: string; said?: string },
): boolean {
  reading.misfits.push({ argument, said, needs: words });
  return true;
}

function isPast({ hints }: Argument): boolean {
  return ['birth', 'birthday', 'born', 'past', 'since', 'issu', 'purchas', 'hir', 'expens'].some(
    (word) => hints.has(word),
  );
}

function fillClock(reading: Reading, { start, end }: TimeMention, onlyOpen: boolean): boolean {
  if (start.time === undefined) return false;
  const [first, ...others] = wanted(reading, 'time')
    .filter(({ name }) => !onlyOpen || !reading.filled.has(name))
    .toSorted((a, b) => rank(a) - rank(b));
  if (first === undefined) return false;
  const last = others.find(({ role }) => role === 'to') ?? others[0];
  if (end?.time !== undefined && last) take(reading, last, clock(end.time));
  return take(reading, first, clock(start.time));
}

function rank({ role }: Argument): number {
  return role === 'from' ? 0 : Number(role === 'to') + 1;
}

function clock(time: string): readonly Json[] {
  return [time, `${time}:00`, `${time}:00Z`];
}

function fillMonth(
  reading: Reading,
  { month, year, yearSaid }: Moment,
  onlyOpen: boolean,
): boolean {
  if (month === undefined) return false;
  const [argument] = wanted(reading, 'month', 'choice').filter(
    ({ kind, schema, name }) =>
      (!onlyOpen || !reading.filled.has(name)) &&
      (kind === 'month' || JSON.stringify(schema['enum']).includes(monthNames[month - 1] ?? '')),
  );
  // A whole date is a month too, unless a date is what was meant.
  if (argument === undefined) return false;
  const name = monthNames[month - 1] ?? '';
  const iso = `${year}-${String(month).padStart(2, '0')}`;
  const written = yearSaid && /\b\d{4}\b/.test(reading.text) ? [`${name} ${year}`] : [];
  return take(reading, argument, [
    ...written,
    name,
    iso,
    name.toLowerCase(),
    name.slice(0, 3),
    month,
    String(month),
  ]);
}

/** "For three nights" tells the last day, once the first is known. */
function fillStay(reading: Reading): void {
  const stay = /\b(?:for|stay(?:ing)?)\s+(\w+)\s+(day|night|week)s?\b/i.exec(reading.text);
  const unit = stay?.[2]?.toLowerCase() ?? '';
  const count = stay && readNumbers(stay[1] ?? '')[0]?.value;
  if (!stay || count === undefined || count === null) return;
  if (reading.arguments.some(({ kind, hints }) => kind === 'number' && hints.has(unit))) return;
  const last = wanted(reading, 'date').find(({ role }) => role === 'to');
  const first = reading.arguments.find(({ kind, role }) => kind === 'date' && role === 'from');
  const start = first && (reading.found.get(first.name) ?? reading.values.get(first.name));
  if (!last || !isDateText(start)) return;
  const days = unit === 'week' ? count * 7 : unit === 'day' ? count - 1 : count;
  if (take(reading, last, [daysAfter(start.slice(0, 10), days)]))
    blankOut(reading, stay.index, stay[0].length);
}
