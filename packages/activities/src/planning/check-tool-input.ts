import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import type { JsonObject, JsonSchema } from '@durable-goals/core';
import { checkedInput } from '../tools/checked-input.js';
import type { FoundTool } from './found-goal.js';

/** Characters of JSON that a tool's input may have; it is shown, hashed and carried along. */
const maxInputLength = 65_536;

/** An input, checked: the value that its approval rule gets, or what is wrong with it, in words. */
export type CheckedToolInput =
  | { readonly kind: 'accepted'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Checks an input with the tool's own schema, or with its recorded JSON Schema when its code is not here.
 *
 * @returns For what is wrong, `path: what is wrong`, joined by "; ".
 */
export async function checkToolInput(
  { spec, code }: FoundTool,
  input: JsonObject,
): Promise<CheckedToolInput> {
  const { length } = JSON.stringify(input);
  if (length > maxInputLength) {
    return refused(`it has ${length} characters of JSON, over the limit of ${maxInputLength}`);
  }
  if (code === undefined) return await checkBySchema(spec.inputSchema, input);
  return await checkedInput(code, input);
}

let validator: Promise<Ajv> | undefined;

/** Loaded when it is needed: most Workers have the code of all their tools, and start sooner without it. */
function ajvValidator(): Promise<Ajv> {
  validator ??= (async () => {
    const [{ Ajv }, formats] = await Promise.all([import('ajv'), import('ajv-formats')]);
    const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false, logger: false });
    formats.default.default(ajv);
    return ajv;
  })();
  return validator;
}

/** Checks a value with a recorded JSON Schema. */
export async function checkBySchema(
  recorded: JsonSchema,
  input: JsonObject,
): Promise<CheckedToolInput> {
  const check = compiled(await ajvValidator(), recorded);
  if (check === undefined) return refused('its recorded JSON Schema cannot be read');
  if (check(input)) return { kind: 'accepted', value: input };
  const errors = check.errors ?? [];
  const hasFormat = new Set(
    errors.flatMap(({ keyword, instancePath }) => (keyword === 'format' ? [instancePath] : [])),
  );
  // A pattern that goes with a format is no use to a reader.
  const told = errors.filter(
    ({ keyword, instancePath }) => keyword !== 'pattern' || !hasFormat.has(instancePath),
  );
  return refused(told.map(wordsOf).join('; '));
}

function compiled(ajv: Ajv, recorded: JsonSchema): ValidateFunction | undefined {
  const { $schema: _dialect, $id: _id, $async: _async, ...schema } = recorded;
  try {
    return ajv.compile(schema);
  } catch {
    return undefined;
  } finally {
    // Recorded schemas come with every request as a new object: keeping them would only grow.
    ajv.removeSchema(schema);
  }
}

function wordsOf({ instancePath, message = 'does not fit', params }: ErrorObject): string {
  const path = instancePath.split('/').slice(1).join('.');
  const detail =
    'additionalProperty' in params
      ? `: "${String(params['additionalProperty'])}"`
      : 'allowedValues' in params
        ? `: ${JSON.stringify(params['allowedValues'])}`
        : '';
  return path === '' ? `${message}${detail}` : `${path}: ${message}${detail}`;
}

function refused(problem: string): CheckedToolInput {
  return { kind: 'refused', problem };
}
