import type { Json } from '../api/shapes.js';

/** What a value of JSON is to a person. */
export type ReadValue =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'price'; readonly text: string }
  | { readonly kind: 'date'; readonly iso: string; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'json'; readonly text: string };

/** Where a value stands. */
interface Place {
  readonly name: string;
  /** Of the price, when the object that it stands in says so. */
  readonly currency?: string | undefined;
  readonly locale?: string | undefined;
}

const priceNames = /(price|amount|cost|total|fee|fare|sum)/i;
const dateOnly = /^\d{4}-\d{2}-\d{2}$/;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Reads a value for a person: prices, dates and links as what they are, and everything else as it is. */
export function readValue(value: Json, { name, currency, locale }: Place): ReadValue {
  if (value === null || value === '') return { kind: 'nothing' };
  if (typeof value === 'boolean') return { kind: 'text', text: value ? 'Yes' : 'No' };
  if (typeof value === 'number') return readNumber(value, { name, currency, locale });
  if (typeof value === 'string') return readText(value, locale);
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) {
    return value.length === 0 ? { kind: 'nothing' } : { kind: 'text', text: value.join(', ') };
  }
  return { kind: 'json', text: JSON.stringify(value, undefined, 2) };
}

function readNumber(value: number, { name, currency, locale }: Place): ReadValue {
  const unit = currency ?? /(USD|EUR|GBP)$/i.exec(name)?.[1]?.toUpperCase();
  if (priceNames.test(name) && unit !== undefined && /^[A-Z]{3}$/.test(unit)) {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency: unit });
    return { kind: 'price', text: format.format(value) };
  }
  // Grouping would make a year or a number of a flight a quantity.
  const isPlain = Number.isInteger(value) && Math.abs(value) < 10_000;
  const text = isPlain
    ? String(value)
    : new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value);
  return { kind: 'number', text };
}

function readText(value: string, locale: string | undefined): ReadValue {
  if (dateOnly.test(value)) {
    const date = new Date(`${value}T12:00:00Z`);
    if (!Number.isNaN(date.getTime())) {
      const text = date.toLocaleDateString(locale, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        timeZone: 'UTC',
      });
      return { kind: 'date', iso: value, text };
    }
  }
  if (dateTime.test(value)) {
    const date = new Date(value);
    // Without a zone it is the place's own time, and is shown as written.
    const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(value);
    if (!Number.isNaN(date.getTime())) {
      const text = date.toLocaleString(locale, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        ...(hasZone ? { timeZoneName: 'short' } : {}),
      });
      return { kind: 'date', iso: value, text };
    }
  }
  const href = safeLink(value);
  if (href !== undefined) return { kind: 'link', href, text: shortLink(href) };
  return { kind: 'text', text: value };
}

/** The address of a link that may be followed: a web page or a mail; `undefined` for anything else. */
export function safeLink(value: string | undefined): string | undefined {
  if (value === undefined || !/^(https?:\/\/|mailto:)\S+$/i.test(value.trim())) return undefined;
  try {
    const url = new URL(value.trim());
    // `https://bank.example@evil.example` is not where it seems to go.
    return url.username === '' && url.password === '' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

function shortLink(href: string): string {
  const text = href.replace(/^(https?:\/\/(www\.)?|mailto:)/i, '').replace(/\/$/, '');
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
