import { isJsonObject, type Json, type JsonObject } from '@durable-goals/core';
import type { Answer } from './answer.js';
import { checkBySchema } from './check-tool-input.js';
import type { FoundGoal } from './found-goal.js';
import { cleanInput } from './tool-input.js';

/** Characters of JSON that a goal's output may have; it goes into the history, and into the result. */
const maxOutputLength = 65_536;

/**
 * Checks what a goal gives in the end, with its own schema, or with the recorded one when its code is not here.
 *
 * @returns What the schema yields, as JSON.
 */
export async function checkedGoalOutput(
  { spec, output: schema }: FoundGoal,
  given: Json,
): Promise<Answer> {
  const recorded = spec.outputSchema ?? {};
  const cleaned = cleanInput(recorded, given);
  const { length } = JSON.stringify(cleaned);
  if (length > maxOutputLength) {
    return {
      problem: `the result has ${length} characters, over the limit of ${maxOutputLength}.`,
    };
  }
  if (schema === undefined) {
    const checked = await checkBySchema(recorded, cleaned);
    return checked.kind === 'accepted' ? { value: cleaned } : { problem: wordsOf(checked.problem) };
  }
  const checked = await schema['~standard'].validate(cleaned);
  if (checked.issues === undefined) return { value: asJson(checked.value) };
  const problems = checked.issues.map(({ path = [], message }) => {
    const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  return { problem: wordsOf(problems.join('; ')) };
}

function asJson(value: unknown): JsonObject {
  const json: unknown = JSON.parse(JSON.stringify(value));
  return isJsonObject(json) ? json : {};
}

function wordsOf(problem: string): string {
  return `the result does not have the asked-for shape: ${problem}. Correct it.`;
}
