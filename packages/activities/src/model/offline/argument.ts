import {
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonSchema,
  type ToolSpec,
} from '@durable-goals/core';
import { kindOf, roleOf, type ArgumentKind, type Role } from './argument-kind.js';
import { spelledOut, stems, wordsOfName, stem } from './words.js';

/** One value that a tool takes: an argument, or a member of one that is an object. */
export interface Argument {
  /** Where it belongs in the input, outermost name first. */
  readonly path: readonly string[];
  /** The path with dots. */
  readonly name: string;
  /** The name as a person reads it. */
  readonly label: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  /** Whether the object that it is a member of needs it, once there is such an object. */
  readonly needed: boolean;
  readonly kind: ArgumentKind;
  readonly role: Role;
  /** Stems of the name. */
  readonly words: ReadonlySet<string>;
  /** Stems of the name and the description. */
  readonly hints: ReadonlySet<string>;
  /** What stands for it when nobody says anything else. */
  readonly fallback?: Json;
}

/** The arguments of a tool, nested ones flattened, in the schema's order. */
export function argumentsOf(tool: ToolSpec): readonly Argument[] {
  return membersOf(tool.inputSchema, {
    root: tool.inputSchema,
    path: [],
    required: true,
    needed: true,
  });
}

interface Place {
  readonly root: JsonSchema;
  readonly path: readonly string[];
  readonly required: boolean;
  readonly needed: boolean;
}

function membersOf(schema: JsonSchema, { root, path, required }: Place): readonly Argument[] {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const needed = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).flatMap(([name, member]) => {
    if (!isJsonObject(member)) return [];
    const resolved = resolve(member, root);
    const place = {
      root,
      path: [...path, name],
      required: required && needed.includes(name),
      needed: needed.includes(name),
    };
    return isJsonObject(resolved['properties']) && Object.keys(resolved['properties']).length > 0
      ? membersOf(resolved, place)
      : [argument(resolved, place)];
  });
}

function argument(schema: JsonSchema, { path, required, needed }: Place): Argument {
  const name = path.at(-1) ?? '';
  const description = typeof schema['description'] === 'string' ? schema['description'] : '';
  const fallback = schema['const'] ?? schema['default'];
  const words = wordsOfName(name);
  const outer = path.slice(0, -1).flatMap(wordsOfName);
  return {
    path,
    name: path.join('.'),
    label: [...path.slice(0, -1), name].map(spelledOut).join(' '),
    description,
    schema,
    required,
    needed,
    kind: kindOf({ schema, words, description }),
    role: roleOf(words, description),
    words: new Set(words.map(stem)),
    hints: new Set([
      ...words.map(stem),
      ...outer.map(stem),
      ...stems(withoutExamples(description)),
    ]),
    ...(fallback === undefined ? {} : { fallback }),
  };
}

/** Examples show what a value looks like; they say nothing of what it is about. */
function withoutExamples(description: string): string {
  return description
    .replace(/["“'][^"”']*["”']/g, ' ')
    .replace(/\b(?:for example|for instance|e\.g\.|such as)[^.;)]*/gi, ' ');
}

/** A schema with its reference followed and `null` and wrappers taken away. */
function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const { $ref, anyOf, oneOf, allOf, ...rest } = schema;
  if (typeof $ref === 'string') {
    const target = $ref
      .replace(/^#\/?/, '')
      .split('/')
      .filter((step) => step !== '')
      .reduce<Json | undefined>(
        (value, step) => (isJsonObject(value) ? value[step] : undefined),
        root,
      );
    // A schema that contains itself is no question for a person; one level is enough.
    return isJsonObject(target) && target !== root ? { ...resolve(target, root), ...rest } : rest;
  }
  if (Array.isArray(allOf)) return Object.assign({}, ...schemasOf(allOf), rest) as JsonObject;
  const variants = schemasOf(anyOf ?? oneOf ?? []).filter(({ type }) => type !== 'null');
  if (variants.length === 1 && variants[0]) return { ...resolve(variants[0], root), ...rest };
  const constants = variants.flatMap((variant) =>
    'const' in variant ? [variant['const'] ?? null] : [],
  );
  if (variants.length > 1 && constants.length === variants.length)
    return { ...rest, enum: constants };
  if (variants[0]) return { ...resolve(variants[0], root), ...rest };
  if (!Array.isArray(rest['type'])) return rest;
  return { ...rest, type: rest['type'].find((type) => type !== 'null') ?? 'string' };
}

function schemasOf(list: Json): readonly JsonSchema[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
