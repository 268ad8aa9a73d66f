import * as z from 'zod';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { failures } from './failures.js';
import { isJsonObject, type JsonObject, type JsonSchema } from './json.js';
import type { Schema } from './schema.js';

/**
 * The JSON Schema (draft 7) of what a tool takes, with nothing lost on the way.
 *
 * zod 4 schemas go through `z.toJSONSchema`, those of zod 3 through `zod-to-json-schema`, which makes
 * an empty schema of a zod 4 type, so the door is chosen by the schema's own version.
 *
 * @throws `SchemaRefused` naming the tool and the field when a type has no JSON form, a field got lost,
 * or the input is not an object.
 */
export function toolInputSchema(tool: string, schema: Schema): JsonSchema {
  const shape = shapeOf(schema);
  if (shape === undefined) {
    throw failures.schemaRefused(tool, '', 'is not a zod object');
  }
  const input = { tool, field: '' };
  const result = convert(input, schema);
  checkNothingLost(input, schema, result);
  return result;
}

/** Where in a tool's input a schema stands; the field is empty for the input itself. */
interface Place {
  readonly tool: string;
  readonly field: string;
}

function convert(place: Place, schema: unknown): JsonObject {
  try {
    const converted: unknown = isZod4(schema)
      ? z.toJSONSchema(schema as z.ZodType, { target: 'draft-7', io: 'input' })
      : zodToJsonSchema(schema as never, { $refStrategy: 'none', target: 'jsonSchema7' });
    return withoutDialect(JSON.parse(JSON.stringify(converted)) as JsonObject);
  } catch (error) {
    // zod names the type but not the place, so each field is tried alone to find it.
    for (const [name, child] of Object.entries(shapeOf(schema) ?? {})) {
      convert(inside(place, name), child);
    }
    const fact = error instanceof Error ? error.message : String(error);
    throw failures.schemaRefused(place.tool, place.field, `has no JSON form (${fact})`);
  }
}

function checkNothingLost(place: Place, schema: unknown, json: JsonObject): void {
  const shape = shapeOf(schema);
  if (shape === undefined) {
    if (isEmpty(json) && !isAnything(schema)) {
      throw failures.schemaRefused(
        place.tool,
        place.field,
        'lost its type on the way to JSON Schema',
      );
    }
    return;
  }
  const { tool } = place;
  const properties = json['properties'];
  for (const [name, child] of Object.entries(shape)) {
    const property = isJsonObject(properties) ? properties[name] : undefined;
    if (!isJsonObject(property)) {
      throw failures.schemaRefused(
        tool,
        inside(place, name).field,
        'is missing from its JSON Schema',
      );
    }
    // A `$ref` or a combination was written by the converter for a type that it knows.
    if ('$ref' in property || 'allOf' in property || 'anyOf' in property) continue;
    checkNothingLost(inside(place, name), child, property);
  }
}

interface ZodInternals {
  readonly _zod?: { readonly def: ZodDefinition };
  readonly _def?: ZodDefinition;
}
interface ZodDefinition {
  readonly type?: string;
  readonly typeName?: string;
  readonly shape?: unknown;
  readonly innerType?: unknown;
  readonly schema?: unknown;
  readonly in?: unknown;
}

function isZod4(schema: unknown): boolean {
  return (schema as ZodInternals)._zod !== undefined;
}

function definitionOf(schema: unknown): ZodDefinition | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  return (schema as ZodInternals)._zod?.def ?? (schema as ZodInternals)._def;
}

/** The fields of an object schema, looked for under optional, default, refinement and pipe as well. */
function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const definition = definitionOf(schema);
  if (definition === undefined) return undefined;
  const shape: unknown =
    typeof definition.shape === 'function' ? definition.shape() : definition.shape;
  if (typeof shape === 'object' && shape !== null) return shape as Record<string, unknown>;
  const inner = definition.innerType ?? definition.schema ?? definition.in;
  return inner === undefined ? undefined : shapeOf(inner);
}

function isAnything(schema: unknown): boolean {
  const definition = definitionOf(schema);
  if (definition === undefined) return false;
  const type = definition.type ?? definition.typeName;
  if (type === 'any' || type === 'unknown' || type === 'ZodAny' || type === 'ZodUnknown')
    return true;
  const inner = definition.innerType ?? definition.schema ?? definition.in;
  return inner !== undefined && isAnything(inner);
}

function isEmpty(json: JsonObject): boolean {
  return Object.keys(json).every(
    (key) => key === 'description' || key === 'default' || key === 'title',
  );
}

function withoutDialect(json: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== '$schema'));
}

function inside({ tool, field }: Place, name: string): Place {
  return { tool, field: field === '' ? name : `${field}.${name}` };
}
