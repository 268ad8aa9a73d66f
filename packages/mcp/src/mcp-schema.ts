import type { JsonSchema, JsonSchemaInput } from '@durable-goals/core';
import { Ajv, type ErrorObject } from 'ajv';
import ajvFormats from 'ajv-formats';

const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false, logger: false });
ajvFormats.default(ajv);

/**
 * The schema of an MCP tool's input, whole: a model is shown it as it is, and inputs are checked with it.
 *
 * A schema that cannot be compiled lets everything through; the server checks, too.
 */
export function mcpSchema(given: JsonSchema): JsonSchemaInput {
  const { $schema: _dialect, $id: _id, ...schema } = given;
  const jsonSchema = { type: 'object', ...schema };
  const check = compiled(jsonSchema);
  return {
    jsonSchema,
    '~standard': {
      version: 1,
      vendor: 'mcp',
      validate(value) {
        if (check === undefined || check(value)) return { value: value as never };
        return { issues: (check.errors ?? []).map(issueOf) };
      },
    },
  };
}

function compiled(schema: JsonSchema) {
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  }
}

function issueOf({ instancePath, message = 'does not fit', params }: ErrorObject): {
  readonly message: string;
  readonly path: readonly string[];
} {
  const extra = 'additionalProperty' in params ? `: "${String(params['additionalProperty'])}"` : '';
  return { message: `${message}${extra}`, path: instancePath.split('/').slice(1) };
}
