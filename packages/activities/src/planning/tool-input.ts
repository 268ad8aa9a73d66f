import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '@durable-goals/core';

/** Names under which models wrap arguments once too often. */
const wrappers = ['input', 'arguments', 'args', 'parameters'];

/**
 * Brings what a model gave as a tool's input into the form that it should have had: JSON text is read,
 * needless layers are taken off, and nulls for arguments that may be left out are dropped.
 *
 * @returns A plain object; an empty one when there is none to be had.
 */
export function cleanInput(schema: JsonSchema, given: Json | undefined): JsonObject {
  const object = asObject(given);
  if (object === undefined) return {};
  const inner = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const [only, ...others] = Object.keys(object);
  const isAlone = only !== undefined && others.length === 0 && !(only in inner);
  const inside = isAlone ? asObject(object[only]) : undefined;
  // A model that writes code names the layer after the parameter that it imagines.
  const isWrapper =
    isAlone && (wrappers.includes(only) || Object.keys(inside ?? {}).some((name) => name in inner));
  const within = isWrapper ? inside : undefined;
  return within === undefined ? withoutNulls(schema, object) : cleanInput(schema, within);
}

/** Names of the required arguments that an input lacks, or has as null though null is no value of theirs. */
export function missingArguments(schema: JsonSchema, input: JsonObject): readonly string[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return required.flatMap((name) => {
    if (typeof name !== 'string') return [];
    const isThere =
      Object.hasOwn(input, name) && (input[name] !== null || takesNull(propertyOf(schema, name)));
    return isThere ? [] : [name];
  });
}

function withoutNulls(schema: JsonSchema, input: JsonObject): JsonObject {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.fromEntries(
    Object.entries(input).flatMap(([name, value]) => {
      if (value === null && !required.includes(name)) return [];
      return [[name, cleanMember(propertyOf(schema, name), value)]];
    }),
  );
}

/** Nulls deeper inside are dropped only where they are no value. */
function cleanMember(schema: JsonSchema, value: Json): Json {
  const { items } = schema;
  if (Array.isArray(value)) {
    return isJsonObject(items) ? value.map((item: Json) => cleanMember(items, item)) : value;
  }
  if (!isJsonObject(value) || !isJsonObject(schema['properties'])) return value;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const property = propertyOf(schema, name);
      if (member === null && !required.includes(name) && !takesNull(property)) return [];
      return [[name, cleanMember(property, member)]];
    }),
  );
}

function propertyOf(schema: JsonSchema, name: string): JsonSchema {
  const properties = schema['properties'];
  const property =
    isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(property) ? property : {};
}

function takesNull(schema: JsonSchema): boolean {
  const { type, anyOf, oneOf } = schema;
  if (type === 'null' || (Array.isArray(type) && type.includes('null'))) return true;
  if (schema['const'] === null) return true;
  if (Array.isArray(schema['enum'])) return schema['enum'].includes(null);
  return [anyOf, oneOf].some(
    (choices) =>
      Array.isArray(choices) && choices.some((choice) => isJsonObject(choice) && takesNull(choice)),
  );
}

function asObject(value: Json | undefined): JsonObject | undefined {
  if (isJsonObject(value)) return value;
  if (typeof value !== 'string') return undefined;
  try {
    const read: unknown = JSON.parse(value);
    return isJsonObject(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
