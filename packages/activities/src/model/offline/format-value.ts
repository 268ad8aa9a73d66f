import type { Json } from '@durable-goals/core';
import { monthNames } from './read-dates.js';
import { listed } from './words.js';

const date = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** A value as a person reads it: "April 17, 2027", "yes", "a, b and c". */
export function formatValue(value: Json): string {
  if (value === null) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return formatText(value);
  if (Array.isArray(value)) return listed(value.map(formatValue));
  return Object.entries(value)
    .map(([name, member]) => `${name} ${formatValue(member)}`)
    .join(', ');
}

function formatText(text: string): string {
  const parts = date.exec(text);
  if (!parts) return text;
  const [, year, month, day, time, zone] = parts;
  const written = `${monthNames[Number(month) - 1]} ${Number(day)}, ${year}`;
  if (time === undefined) return written;
  return `${written}, ${time}${zone === undefined ? '' : ` ${zone === 'Z' ? 'UTC' : zone}`}`;
}

function formatNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Math.round(value * 100) / 100);
}

/** Two dates as one: "April 17 to May 1, 2027". */
export function formatRange(from: string, to: string): string {
  if (from.slice(0, 10) === to.slice(0, 10) && from.length === 10) return formatValue(from);
  const start = formatValue(from);
  const sameYear = from.slice(0, 4) === to.slice(0, 4) && from.length === 10;
  return `${sameYear ? start.replace(/, \d{4}$/, '') : start} to ${formatValue(to)}`;
}

/** An amount of money: "149.75 USD". */
export function formatMoney(value: number, currency?: string): string {
  const amount = Number.isInteger(value) ? String(value) : value.toFixed(2);
  return currency === undefined ? amount : `${amount} ${currency}`;
}
