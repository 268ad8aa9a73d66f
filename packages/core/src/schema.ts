import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JsonObject, JsonSchema } from './json.js';

/**
 * A zod schema, of zod 4 or zod 3.
 *
 * The types are those of the Standard Schema, which both versions carry, so a value typed by either
 * flows through without a cast. Which of the two it is matters only when its JSON Schema is made.
 *
 * @see https://standardschema.dev
 */
export type Schema<Output = unknown> = StandardSchemaV1<unknown, Output>;

/** What a schema yields after it has checked a value. */
export type SchemaOutput<S extends StandardSchemaV1> = StandardSchemaV1.InferOutput<S>;

/** What a schema accepts before it has checked it: defaults may be left out. */
export type SchemaInput<S extends StandardSchemaV1> = StandardSchemaV1.InferInput<S>;

/** A schema that was JSON Schema from the start, such as that of an MCP tool: a model is shown it as it is. */
export interface JsonSchemaInput extends Schema<JsonObject> {
  readonly jsonSchema: JsonSchema;
}
