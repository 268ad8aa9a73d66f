import { nextStepSchema, type Json, type JsonObject, type NextStep } from '@durable-goals/core';
import { parseAnswer, type Answer } from './answer.js';

/** Reads a next step out of a model's text. */
export function readNextStep(text: string): Answer<NextStep> {
  const answer = parseAnswer(text, Object.keys(nextStepSchema.shape));
  if (answer.problem !== undefined) return answer;
  const checked = nextStepSchema.safeParse(normal(answer.value));
  if (!checked.success) return { problem: issuesOf(checked.error.issues) };
  const { next, response, tool } = checked.data;
  if (next === 'confirm' && !tool) {
    return { problem: '"next" is "confirm", but "tool" names no tool.' };
  }
  if (next === 'question' && response.trim() === '') {
    return { problem: '"response" is empty, though it is what the person reads.' };
  }
  return { value: checked.data };
}

/** What is wrong with an answer, one fact after the other. */
export function issuesOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const facts = issues.map(({ path, message }) =>
    path.length === 0 ? message : `"${path.map(String).join('.')}": ${message}`,
  );
  return `it does not have the asked-for shape. ${facts.join('; ')}.`;
}

/** Evens out what models get wrong most: arguments as JSON text, and no words beside a call. */
function normal(answer: JsonObject): JsonObject {
  const { response, input } = answer;
  return {
    ...answer,
    response: response ?? (answer['next'] === 'question' ? null : ''),
    input: typeof input === 'string' ? readText(input) : (input ?? null),
  };
}

function readText(text: string): Json {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
