import { hashOf } from './canonical-json.js';
import { isJsonObject, type Json } from './json.js';
import type { ToolSpec } from './goal-spec.js';

/**
 * The hash of what a call of a tool relies on: name, input schema, effect and approval rule.
 *
 * What a model reads about the tool, its timing and its `verify` are no part of it. Nor is what a schema library
 * may write otherwise from one release to the next: the dialect, and the pattern of a named format.
 */
export function toolHashOf({
  hash: _hash,
  description: _description,
  timing: _timing,
  approvalExpiresAfterMs: _expiry,
  remindAfterMs: _reminder,
  hasVerify: _verify,
  inputSchema,
  ...contract
}: ToolSpec): string {
  return hashOf({ ...contract, inputSchema: essential(inputSchema) }).slice(0, 16);
}

function essential(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((part: Json) => essential(part));
  if (!isJsonObject(schema)) return schema;
  const hasFormat = typeof schema['format'] === 'string';
  return Object.fromEntries(
    Object.entries(schema).flatMap(([name, part]) => {
      const isIncidental =
        typeof part === 'string' && (name === '$schema' || (name === 'pattern' && hasFormat));
      return isIncidental ? [] : [[name, essential(part)]];
    }),
  );
}
