import type { JsonObject, Tool } from '@durable-goals/core';

/** A tool's input after its schema looked at it. */
export type CheckedInput =
  | { readonly kind: 'accepted'; readonly value: never }
  | { readonly kind: 'refused'; readonly problem: string };

/**
 * Checks an input with the tool's own schema.
 *
 * A check that throws instead of answering has not let the input through.
 *
 * @returns the parsed value, or the problems in words for the model: `path: what is wrong`, joined by "; ".
 */
export async function checkedInput(tool: Tool, input: JsonObject): Promise<CheckedInput> {
  const checked = await validated(tool, input);
  if (checked.issues === undefined) return { kind: 'accepted', value: checked.value as never };
  const problems = checked.issues.map(({ path = [], message }) => {
    const place = path
      .map((segment) => String(typeof segment === 'object' ? segment.key : segment))
      .join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  return { kind: 'refused', problem: problems.join('; ') };
}

async function validated(
  tool: Tool,
  input: JsonObject,
): Promise<Awaited<ReturnType<Tool['input']['~standard']['validate']>>> {
  try {
    return await tool.input['~standard'].validate(input);
  } catch (error) {
    return { issues: [{ message: error instanceof Error ? error.message : 'its check failed' }] };
  }
}
