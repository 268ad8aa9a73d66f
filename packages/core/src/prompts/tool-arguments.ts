import { isJsonObject, type Json, type JsonObject, type JsonSchema } from '../json.js';
import type { PromptArgument } from './prompt-variables.js';

/** Arguments deeper than this are shown by their outer one only. */
const maxDepth = 5;

/**
 * Lists what a JSON Schema of an object takes, those inside objects and lists included, in words.
 *
 * @returns One line for each argument, in the schema's order, an outer one before its inner ones.
 */
export function toolArguments(schema: JsonSchema): readonly PromptArgument[] {
  return membersOf({ root: schema, schema, path: '', depth: 0 });
}

interface Place {
  /** The whole document, to look references up in. */
  readonly root: JsonSchema;
  readonly schema: JsonSchema;
  readonly path: string;
  readonly depth: number;
}

function membersOf(place: Place): readonly PromptArgument[] {
  if (place.depth >= maxDepth) return [];
  const schema = resolved(place.root, place.schema);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isJsonObject(property)) return [];
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const inner = { ...place, schema: property, path, depth: place.depth + 1 };
    const full = resolved(place.root, property);
    const line = {
      name: path,
      type: typeOf(inner),
      required: required.includes(name),
      description: textOf(property['description'] ?? full['description']),
    };
    return [line, ...insideOf(inner)];
  });
}

/** What an argument that is an object, a list of objects or a choice of either takes in turn. */
function insideOf(place: Place): readonly PromptArgument[] {
  const schema = resolved(place.root, place.schema);
  const choices = [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap((list) =>
    Array.isArray(list) ? list.filter(isJsonObject) : [],
  );
  const { items } = schema;
  return [
    ...membersOf({ ...place, schema }),
    ...(isJsonObject(items)
      ? insideOf({ ...place, schema: items, path: `${place.path}[]`, depth: place.depth + 1 })
      : []),
    ...(place.depth < maxDepth
      ? choices.flatMap((choice) => insideOf({ ...place, schema: choice, depth: place.depth + 1 }))
      : []),
  ];
}

function typeOf(place: Place): string {
  const schema = resolved(place.root, place.schema);
  if (place.depth > maxDepth) return 'any';
  return [kindOf(place, schema), ...boundsOf(schema)].join(', ');
}

function kindOf(place: Place, schema: JsonSchema): string {
  const nested = (inner: JsonSchema) => typeOf({ ...place, schema: inner, depth: place.depth + 1 });
  if ('const' in schema) return `always ${JSON.stringify(schema['const'])}`;
  if (Array.isArray(schema['enum'])) {
    return `one of ${schema['enum'].map((value) => JSON.stringify(value)).join(' | ')}`;
  }
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) {
    return [...new Set(choices.filter(isJsonObject).map(nested))].join(' or ');
  }
  if (Array.isArray(schema['allOf']))
    return schema['allOf'].filter(isJsonObject).map(nested).join(' and ');
  if (schema['type'] === 'array') {
    return isJsonObject(schema['items']) ? `list of (${nested(schema['items'])})` : 'list';
  }
  const { type, additionalProperties } = schema;
  if (
    type === 'object' &&
    !isJsonObject(schema['properties']) &&
    isJsonObject(additionalProperties)
  ) {
    const member = nested(additionalProperties);
    return member.includes('any') ? 'object' : `object, each member (${member})`;
  }
  if (Array.isArray(type)) return type.map(textOf).join(' or ');
  return typeof type === 'string' ? type : 'any';
}

/** How a bound reads, `#` standing for its value. */
const bounds: Readonly<Record<string, string>> = {
  format: 'format #',
  pattern: 'matching #',
  minimum: 'at least #',
  exclusiveMinimum: 'above #',
  maximum: 'at most #',
  exclusiveMaximum: 'below #',
  multipleOf: 'a multiple of #',
  minLength: 'at least # characters',
  maxLength: 'at most # characters',
  minItems: 'at least # items',
  maxItems: 'at most # items',
  default: '# by default',
};

function boundsOf(schema: JsonSchema): readonly string[] {
  return Object.entries(bounds).flatMap(([name, words]) => {
    const value = schema[name];
    if (value === undefined || Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER) return [];
    // A format says the same as its pattern, in a word.
    if (name === 'pattern' && 'format' in schema) return [];
    return [words.split('#').join(textOf(value))];
  });
}

/** Follows a reference within the document; one that leads nowhere or in a circle is left as it is. */
function resolved(root: JsonSchema, schema: JsonSchema): JsonObject {
  let found = schema;
  for (let hops = 0; hops < maxDepth; hops += 1) {
    const reference = found['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith('#')) return found;
    const target = reference
      .split('/')
      .slice(1)
      .reduce<Json | undefined>(
        (value, key) =>
          isJsonObject(value) ? value[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined,
        root,
      );
    if (!isJsonObject(target)) return found;
    found = target;
  }
  return found;
}

function textOf(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
