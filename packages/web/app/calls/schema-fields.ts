import type { Json, JsonObject, JsonSchema } from '../api/shapes.js';
import { isObject } from '../values/table.js';
import { labelOf } from '../values/label.js';

/** A field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly required: boolean;
  readonly kind:
    | 'text'
    | 'long-text'
    | 'number'
    | 'integer'
    | 'boolean'
    | 'choice'
    | 'date'
    | 'json';
  readonly choices?: readonly Json[];
  readonly min?: number;
  readonly max?: number;
}

/** What stands in a field, as it is typed. */
export type Draft = Readonly<Record<string, string | boolean>>;

/** The fields of an input, by its JSON Schema; what the input has besides is a field too. */
export function fieldsOf(schema: JsonSchema, input: JsonObject): Field[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = [...new Set([...Object.keys(properties), ...Object.keys(input)])];
  return names.map((name) => {
    const property = isObject(properties[name]) ? properties[name] : {};
    const hint = text(property['description']);
    return {
      name,
      label: text(property['title']) ?? labelOf(name),
      required: required.includes(name),
      ...(hint === undefined ? {} : { hint }),
      ...shapeOf(resolved(property, schema), input[name]),
    };
  });
}

function shapeOf(property: JsonObject, value: Json | undefined): Pick<Field, 'kind' | 'choices'> {
  const { type, format } = property as { type?: Json; format?: Json };
  const choices = Array.isArray(property['enum'])
    ? (property['enum'] as readonly Json[])
    : undefined;
  if (choices?.every((one) => typeof one !== 'object')) return { kind: 'choice', choices };
  if (type === 'boolean') return { kind: 'boolean' };
  if (type === 'integer' || type === 'number') return { kind: type, ...bounds(property) };
  if (type === 'string' || (type === undefined && typeof value === 'string')) {
    if (format === 'date') return { kind: 'date' };
    return { kind: typeof value === 'string' && value.length > 60 ? 'long-text' : 'text' };
  }
  return { kind: 'json' };
}

function bounds(property: JsonObject): Pick<Field, 'min' | 'max'> {
  const { minimum, maximum } = property;
  return {
    ...(typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? { min: minimum } : {}),
    ...(typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? { max: maximum } : {}),
  };
}

/** Follows a reference within the schema, and takes the one form of several that is not `null`. */
function resolved(property: JsonObject, schema: JsonSchema): JsonObject {
  const reference = text(property['$ref']);
  if (reference?.startsWith('#/')) {
    let target: Json | undefined = schema;
    for (const part of reference.slice(2).split('/')) {
      target = isObject(target) ? target[part] : undefined;
    }
    return isObject(target) ? target : property;
  }
  const forms = property['anyOf'];
  if (!Array.isArray(forms)) return property;
  const real = (forms as readonly Json[]).filter(
    (form) => isObject(form) && form['type'] !== 'null',
  );
  const [only] = real;
  return real.length === 1 && isObject(only) ? only : property;
}

/** What stands in the form at first. */
export function draftOf(fields: readonly Field[], input: JsonObject): Draft {
  return Object.fromEntries(
    fields.map(({ name, kind }) => {
      const value = input[name];
      if (kind === 'boolean') return [name, value === true];
      if (value === undefined) return [name, ''];
      return [name, kind === 'json' || typeof value !== 'string' ? JSON.stringify(value) : value];
    }),
  );
}

/** The input that a form makes, or what is wrong in which field. */
export function inputOf(
  fields: readonly Field[],
  draft: Draft,
  before: JsonObject,
): { readonly input: JsonObject } | { readonly errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {};
  const input: Record<string, Json> = {};
  for (const field of fields) {
    const value = valueOf(field, draft[field.name] ?? '', before[field.name]);
    if (value.kind === 'wrong') errors[field.name] = value.error;
    if (value.kind === 'value') input[field.name] = value.value;
  }
  return Object.keys(errors).length > 0 ? { errors } : { input };
}

type Parsed =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong'; readonly error: string };

function valueOf(field: Field, typed: string | boolean, before: Json | undefined): Parsed {
  const { kind, required, min, max } = field;
  if (typeof typed === 'boolean') {
    // An unticked box that was never there is not the same as `false`.
    return before === undefined && !typed && !required
      ? { kind: 'none' }
      : { kind: 'value', value: typed };
  }
  if (typed.trim() === '') {
    if (before === '') return { kind: 'value', value: '' };
    return required ? { kind: 'wrong', error: 'This has to be filled in.' } : { kind: 'none' };
  }
  if (kind === 'number' || kind === 'integer') {
    const number = Number(typed.trim());
    if (Number.isNaN(number)) return { kind: 'wrong', error: 'This is not a number.' };
    if (kind === 'integer' && !Number.isInteger(number)) {
      return { kind: 'wrong', error: 'This has to be a whole number.' };
    }
    if (min !== undefined && number < min)
      return { kind: 'wrong', error: `This is at least ${min}.` };
    if (max !== undefined && number > max)
      return { kind: 'wrong', error: `This is at most ${max}.` };
    return { kind: 'value', value: number };
  }
  if (kind === 'choice') {
    const value = field.choices?.find((one) => choiceText(one) === typed);
    return value === undefined
      ? { kind: 'wrong', error: 'This is none of the choices.' }
      : { kind: 'value', value };
  }
  if (kind !== 'json') return { kind: 'value', value: typed };
  try {
    return { kind: 'value', value: JSON.parse(typed) as Json };
  } catch {
    return { kind: 'wrong', error: 'This is not JSON.' };
  }
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A choice as it is shown. */
export function choiceText(choice: Json): string {
  return typeof choice === 'string' ? choice : JSON.stringify(choice);
}
