import type { Json } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { placeWords, roleOf } from './argument-kind.js';
import type { Field } from './results.js';
import { genericStems, stem } from './words.js';

/**
 * How well one argument's value serves as another's: 0 not at all, 1 when both have one name.
 *
 * Names that differ in a telling word, such as `managerEmail` and `guestEmail`, never match.
 */
export function similarity(wanted: Argument, other: Argument): number {
  if (wanted.kind !== other.kind && !(isWords(wanted) && isWords(other))) return 0;
  if (sameSet(wanted.words, other.words)) return 1;
  if (wanted.role !== other.role && (wanted.role === 'from' || other.role === 'from')) return 0;
  switch (wanted.kind) {
    case 'details':
    case 'consent':
    case 'boolean':
    case 'list':
    case 'constant':
    case 'other':
      return 0;
    case 'number':
    case 'month':
      return sameSet(telling(wanted.words), telling(other.words)) ? 0.9 : 0;
    case 'date':
    case 'date-time':
    case 'time':
      return sameSet(telling(wanted.words), telling(other.words)) && wanted.role === other.role
        ? 0.8
        : 0;
    case 'place':
      return within(other.words, wanted.hints) || within(wanted.words, other.hints)
        ? 0.6
        : subset(wanted, other);
    default:
      return subset(wanted, other);
  }
}

/** Whether a value is of free words, so that a place may fill a text and the other way round. */
function isWords({ kind }: Argument): boolean {
  return kind === 'text' || kind === 'place';
}

function subset({ words }: Argument, { words: others }: Argument): number {
  const shared = [...words].filter((word) => others.has(word) && !genericStems.has(word));
  const whole = words.size <= others.size ? words : others;
  return shared.length > 0 && [...whole].every((word) => words.has(word) && others.has(word))
    ? 0.8
    : 0;
}

function within(words: ReadonlySet<string>, hints: ReadonlySet<string>): boolean {
  const own = telling(words);
  return own.size > 0 && [...own].every((word) => hints.has(word));
}

function telling(words: ReadonlySet<string>): ReadonlySet<string> {
  const own = new Set([...words].filter((word) => !genericStems.has(word)));
  return own.size > 0 ? own : words;
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((word) => b.has(word));
}

/** What an item's field is matched by, besides its own name. */
export interface FieldContext {
  /** Stems of what the item is called. */
  readonly noun: ReadonlySet<string>;
  /** Whether the item has other dates. */
  readonly onlyDate: boolean;
}

/**
 * How well a field of a result's item serves as an argument: 0 not at all, from 1.5 on it does.
 *
 * An argument named after the item itself, such as `room` or `roomId`, takes the item's id, else its name.
 */
export function fieldScore(
  argument: Argument,
  field: Field,
  { noun, onlyDate }: FieldContext,
): number {
  const { kind, words, hints } = argument;
  if (!isOfKind(argument, field.value)) return 0;
  const own = new Set(field.words.map(stem));
  const full = new Set([...own, ...noun]);
  if (sameSet(words, own)) return 4;
  if (sameSet(words, full)) return 3.5;
  switch (kind) {
    case 'date':
    case 'date-time':
    case 'time': {
      const role = roleOf(field.words);
      if (argument.role === role) return role === 'none' ? 1.6 : 2.5;
      return onlyDate && argument.role !== 'to' ? 1.6 : 0;
    }
    case 'number':
      if (isMoney(words) && isMoney(own)) return 2;
      return sameSet(telling(words), telling(own)) ? 1.8 : 0;
    case 'place':
      if (argument.role !== 'from' && [...own].some((word) => placeWords.has(word))) return 1.8;
      return 0;
    case 'details':
    case 'consent':
      return 0;
    default:
  }
  const subject = [...words].filter((word) => !genericStems.has(word));
  if (subject.length > 0 && subject.every((word) => noun.has(word))) {
    if (own.has('id')) return words.has('name') ? 1.9 : 2.4;
    if (isLabel(field)) return words.has('id') ? 1.6 : 2.2;
  }
  const shared = [...own].filter((word) => !genericStems.has(word));
  if (shared.length === 0) return 0;
  if (shared.every((word) => words.has(word))) return 2;
  if (within(words, full) && shared.some((word) => words.has(word))) return 2;
  return kind !== 'email' && shared.every((word) => hints.has(word)) ? 1.5 : 0;
}

/** Whether a field names the item that it belongs to. */
export function isLabel({ words, value }: Field): boolean {
  return (
    typeof value === 'string' && words.some((word) => ['name', 'title', 'label'].includes(word))
  );
}

/** Whether words of a name say that a value is an amount of money. */
export function isMoney(words: ReadonlySet<string>): boolean {
  return moneyWords.some((word) => words.has(word));
}

const moneyWords = 'amount price cost total fare fee rate budget sum payment money deposit'
  .split(' ')
  .map(stem);

const dateLike = /^\d{4}-\d\d-\d\d/;

/** Whether a text is a date, with or without a time. */
export function isDateText(value: Json | undefined): value is string {
  return typeof value === 'string' && dateLike.test(value);
}

function isOfKind({ kind }: Argument, value: Field['value']): boolean {
  switch (kind) {
    case 'number':
      return (
        typeof value === 'number' ||
        (value !== '' && Number.isFinite(Number(value)) && typeof value === 'string')
      );
    case 'date':
    case 'date-time':
      return isDateText(value);
    case 'email':
      return typeof value === 'string' && value.includes('@');
    case 'boolean':
    case 'consent':
      return typeof value === 'boolean' && kind === 'boolean';
    case 'list':
    case 'constant':
    case 'other':
      return false;
    case 'choice':
    case 'month':
      return typeof value !== 'boolean';
    case 'time':
      return /^\d{1,2}:\d\d/.test(String(value));
    default:
      return !isDateText(value);
  }
}
