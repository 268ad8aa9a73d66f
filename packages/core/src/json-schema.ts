import * as z from 'zod';
import { zodToJsonSchema } from 'zod-to-json-schema';
import { failures } from './failures.js';
import { isJsonObject, type JsonObject, type JsonSchema } from './json.js';
import { noJsonForm, shapeOf, versionOf } from './no-json-form.js';
import type { JsonSchemaInput, Schema } from './schema.js';

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
  return objectSchema(schema, {
    notAnObject: () => failures.inputNotAnObject(tool),
    refused: (field, fact) => failures.schemaRefused(tool, field, fact),
  });
}

/**
 * The JSON Schema (draft 7) of what a goal gives in the end. What the schema yields has to be JSON too, for that is
 * what a client gets.
 *
 * @throws `GoalDefinitionRefused` naming the goal and the field when a type has no JSON form, is transformed, or when
 *   the output is not an object.
 */
export function goalOutputSchema(goal: string, schema: Schema): JsonSchema {
  const refused = (field: string, fact: string): Error =>
    failures.goalDefinitionRefused(
      goal,
      `${field === '' ? 'its output' : `'${field}' of its output`} ${fact}`,
    );
  const words = { notAnObject: () => refused('', 'is not a zod object'), refused };
  // Fails for a transform, of which nobody knows what it yields.
  if (versionOf(schema) === 4) convert(schema, 'output', words);
  return objectSchema(schema, words);
}

/** How it is said that a schema cannot be used. */
interface Words {
  notAnObject(): Error;
  refused(field: string, fact: string): Error;
}

function hasJsonSchema(schema: Schema): schema is JsonSchemaInput {
  return 'jsonSchema' in schema && isJsonObject(schema.jsonSchema);
}

function objectSchema(schema: Schema, words: Words): JsonSchema {
  if (hasJsonSchema(schema)) {
    if (schema.jsonSchema['type'] !== 'object') throw words.notAnObject();
    return schema.jsonSchema;
  }
  if (shapeOf(schema) === undefined) throw words.notAnObject();
  const found = noJsonForm(schema);
  if (found) throw words.refused(found.field, found.fact);
  const result = convert(schema, 'input', words);
  if (result['type'] !== 'object') throw words.notAnObject();
  const lost = lostField(schema, result, '');
  if (lost !== undefined) throw words.refused(lost, 'is missing from its JSON Schema');
  return result;
}

function convert(schema: Schema, io: 'input' | 'output', words: Words): JsonObject {
  try {
    const converted: unknown =
      versionOf(schema) === 4
        ? z.toJSONSchema(schema as unknown as z.ZodType, { target: 'draft-7', io })
        : zodToJsonSchema(schema as never, {
            $refStrategy: 'none',
            pipeStrategy: 'input',
            target: 'jsonSchema7',
          });
    const { $schema: _dialect, ...json } = JSON.parse(JSON.stringify(converted)) as JsonObject;
    return json;
  } catch (error) {
    const fact = error instanceof Error ? error.message : String(error);
    throw words.refused('', `has no JSON form (${fact})`);
  }
}

/** The first field of an object, or of an object in it, that the JSON Schema does not have. */
function lostField(schema: unknown, json: JsonObject, above: string): string | undefined {
  const properties = json['properties'];
  for (const [name, child] of Object.entries(shapeOf(schema) ?? {})) {
    const field = above === '' ? name : `${above}.${name}`;
    const isThere = isJsonObject(properties) && Object.hasOwn(properties, name);
    const property = isThere ? properties[name] : undefined;
    if (!isJsonObject(property)) return field;
    // A `$ref` or a combination was written by the converter for a type that it knows.
    if ('$ref' in property || 'allOf' in property || 'anyOf' in property) continue;
    const lost = lostField(child, property, field);
    if (lost !== undefined) return lost;
  }
  return undefined;
}
