import type { JsonSchema } from '@durable-goals/core';
import { stem, stems } from './words.js';

/** What a value is about, which is what a message is searched for. */
export type ArgumentKind =
  | 'text'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'date'
  | 'date-time'
  | 'time'
  | 'month'
  | 'email'
  | 'link'
  | 'list'
  | 'place'
  | 'consent'
  | 'details'
  | 'constant'
  | 'other';

/** Which end of a way or of a time it is, if either. */
export type Role = 'from' | 'to' | 'none';

interface Described {
  readonly schema: JsonSchema;
  readonly words: readonly string[];
  readonly description: string;
}

/** What an argument is about, by its schema, then by its name, then by its description. */
export function kindOf(argument: Described): ArgumentKind {
  const { schema, words } = argument;
  if ('const' in schema) return 'constant';
  if (Array.isArray(schema['enum'])) return schema['enum'].length === 1 ? 'constant' : 'choice';
  switch (schema['type']) {
    case 'boolean':
      return words.some(isConsent) ? 'consent' : 'boolean';
    case 'integer':
    case 'number':
      return words.includes('month') ? 'month' : 'number';
    case 'array':
      return 'list';
    case 'object':
      return 'other';
    default:
      return formats.get(schema['format']) ?? textKind(argument);
  }
}

const formats: ReadonlyMap<unknown, ArgumentKind> = new Map<unknown, ArgumentKind>([
  ['date', 'date'],
  ['date-time', 'date-time'],
  ['time', 'time'],
  ['email', 'email'],
  ['idn-email', 'email'],
  ['uri', 'link'],
  ['url', 'link'],
  ['uri-reference', 'link'],
]);

function textKind({ words, description }: Described): ArgumentKind {
  const last = words.at(-1) ?? '';
  if (words.some(isConsent)) return 'consent';
  if (last === 'email' || (last === 'address' && words.includes('email'))) return 'email';
  if (['url', 'uri', 'link', 'website'].includes(last)) return 'link';
  if (last === 'month') return 'month';
  if (words.some((word) => detailWords.has(word))) return 'details';
  if (words.some((word) => dateWords.has(word)) || /\bYYYY-MM-DD\b/i.test(description))
    return 'date';
  if (last === 'time' || /\bHH:MM\b/i.test(description)) return 'time';
  if (words.some((word) => placeWords.has(stem(word)))) return 'place';
  const start = stems(description).slice(0, 8);
  return nameless(words) && start.some((word) => placeWords.has(word)) ? 'place' : 'text';
}

/** Whether a name says too little on its own, such as `from`. */
function nameless(words: readonly string[]): boolean {
  return words.every((word) => fromWords.has(word) || toWords.has(word));
}

function isConsent(word: string): boolean {
  return /^(confirm|consent|approv|agree)/.test(word);
}

const dateWords: ReadonlySet<string> = new Set([
  'date',
  'day',
  'checkin',
  'checkout',
  'deadline',
  'birthday',
]);

const detailWords: ReadonlySet<string> = new Set(
  'details detail description notes note summary comment comments remarks memo'.split(' '),
);

/** Stems of nouns that a town, a country or a spot on the map can be called. */
export const placeWords: ReadonlySet<string> = new Set(
  'city town country place location destination origin airport region state venue station village area'
    .split(' ')
    .map(stem),
);

const fromWords: ReadonlySet<string> = new Set(
  'from origin source start starts starting begin begins depart departure departing leave leaving first outbound checkin'.split(
    ' ',
  ),
);

const toWords: ReadonlySet<string> = new Set(
  'to destination target end ends ending until return returning back last inbound finish through till checkout'.split(
    ' ',
  ),
);

/** Which end an argument or a result's field stands for: by its name, else by its description. */
export function roleOf(words: readonly string[], description = ''): Role {
  const named = endOf(words);
  // In a sentence "to" is too common to mean anything.
  const said = description
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== 'to');
  return named === 'none' ? endOf(said) : named;
}

function endOf(words: readonly string[]): Role {
  const from = words.some((word) => fromWords.has(word));
  const to = words.some((word) => toWords.has(word));
  if (from === to) return 'none';
  return from ? 'from' : 'to';
}
