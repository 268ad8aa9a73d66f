import { isJsonObject, type Json, type JsonSchema } from '@durable-goals/core';
import { textOf } from './words.js';

/**
 * Whether a single value keeps a JSON Schema of draft 7, in words for a person.
 *
 * Reads what can bound a scalar or a list of them; a tool's whole input is checked elsewhere.
 *
 * @returns What it would have to be, such as "at most 10"; `undefined` when it fits.
 */
export function misfit(value: Json, schema: JsonSchema): string | undefined {
  if ('const' in schema && value !== schema['const'])
    return `exactly ${textOf(schema['const'] ?? null)}`;
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) {
    return `one of ${schema['enum'].map(textOf).join(', ')}`;
  }
  if (typeof value === 'number') return numberMisfit(value, schema);
  if (typeof value === 'string') return textMisfit(value, schema);
  if (Array.isArray(value)) return listMisfit(value, schema);
  const { type } = schema;
  return typeof value === 'boolean' && type !== undefined && type !== 'boolean'
    ? `a ${JSON.stringify(type)}`
    : undefined;
}

function numberMisfit(value: number, schema: JsonSchema): string | undefined {
  const {
    type,
    minimum,
    maximum,
    exclusiveMinimum: above,
    exclusiveMaximum: below,
    multipleOf,
  } = schema;
  if (type !== undefined && type !== 'number' && type !== 'integer') return 'given in words';
  if (type === 'integer' && !Number.isInteger(value)) return 'a whole number';
  if (typeof minimum === 'number' && value < minimum) return `at least ${minimum}`;
  if (typeof maximum === 'number' && value > maximum) return `at most ${maximum}`;
  if (typeof above === 'number' && value <= above) return `more than ${above}`;
  if (typeof below === 'number' && value >= below) return `less than ${below}`;
  if (typeof multipleOf === 'number') {
    const times = value / multipleOf;
    if (Math.abs(times - Math.round(times)) > 1e-9) return `a multiple of ${multipleOf}`;
  }
  return undefined;
}

function textMisfit(value: string, schema: JsonSchema): string | undefined {
  const { type, minLength, maxLength, pattern, format } = schema;
  if (type === 'number' || type === 'integer') return 'a number';
  if (type === 'boolean') return 'yes or no';
  if (type === 'array') return 'a list';
  if (typeof minLength === 'number' && Array.from(value).length < minLength) {
    return minLength === 1 ? 'given' : `at least ${minLength} characters long`;
  }
  if (typeof maxLength === 'number' && Array.from(value).length > maxLength) {
    return `at most ${maxLength} characters long`;
  }
  const form = typeof format === 'string' ? forms[format] : undefined;
  if (form && !form.pattern.test(value)) return form.words;
  return typeof pattern === 'string' && !matches(value, pattern)
    ? (form?.words ?? 'written in another form')
    : undefined;
}

const forms: Readonly<Record<string, { readonly pattern: RegExp; readonly words: string }>> = {
  email: { pattern: /^[^\s@]+@[^\s@]+\.[^\s@.]+$/, words: 'an e-mail address' },
  date: { pattern: /^\d{4}-\d\d-\d\d$/, words: 'a date' },
  'date-time': { pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d/, words: 'a date with a time' },
  time: { pattern: /^\d\d:\d\d/, words: 'a time of day' },
  uri: { pattern: /^[a-z][a-z\d+.-]*:\S+$/i, words: 'a link' },
  url: { pattern: /^[a-z][a-z\d+.-]*:\S+$/i, words: 'a link' },
  uuid: { pattern: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, words: 'a UUID' },
};

function matches(value: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function listMisfit(value: readonly Json[], schema: JsonSchema): string | undefined {
  const { type, minItems, maxItems, items, uniqueItems } = schema;
  if (type !== undefined && type !== 'array') return 'a single value';
  if (typeof minItems === 'number' && value.length < minItems)
    return `at least ${minItems} of them`;
  if (typeof maxItems === 'number' && value.length > maxItems) return `at most ${maxItems} of them`;
  if (uniqueItems === true && new Set(value).size < value.length) return 'without repeats';
  if (!isJsonObject(items)) return undefined;
  for (const item of value) {
    const problem = misfit(item, items);
    if (problem !== undefined) return `each ${problem}`;
  }
  return undefined;
}
