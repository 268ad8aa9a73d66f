import {
  isJsonObject,
  nextStepSchema,
  type Json,
  type JsonObject,
  type NextStep,
} from '@durable-goals/core';
import { parseAnswer, type Answer } from './answer.js';

/** A next step as it was read, with the calls that it asks for in one list. */
export interface ReadStep extends Pick<NextStep, 'response' | 'next'> {
  /** With `confirm`, one call at least; else what is known of a tool whose arguments are being collected. */
  readonly asked: readonly AskedCall[];
  /** What the goal gives, as the model said it. */
  readonly output?: Json;
}

/** A call as the model asked for it; the name is empty when it gave none. */
export interface AskedCall {
  readonly tool: string;
  readonly input: JsonObject;
  /** The provider's id of it, where it was called natively. */
  readonly id?: string;
  /** What is wrong with its form, in words for the model. */
  readonly problem?: string;
}

/** Reads a next step out of a model's text. */
export function readNextStep(text: string): Answer<ReadStep> {
  const answer = parseAnswer(text, Object.keys(nextStepSchema.shape));
  if (answer.problem !== undefined) return answer;
  const { calls, ...single } = answer.value;
  const several = Array.isArray(calls) ? calls : calls === undefined ? [] : [calls];
  const checked = nextStepSchema.safeParse(normal(single));
  if (!checked.success) return { problem: issuesOf(checked.error.issues) };
  const { next, response, tool, input } = checked.data;
  const asked = [
    // Beside a list, a tool without an input only says what the list is about.
    ...(input || (tool && several.length === 0) ? [{ tool: tool ?? '', input: input ?? {} }] : []),
    ...several.flatMap(askedCall),
  ];
  if (next === 'confirm' && asked.every(({ tool: name }) => name === '')) {
    return { problem: '"next" is "confirm", but "tool" names no tool.' };
  }
  if (next === 'question' && response.trim() === '') {
    return { problem: '"response" is empty, though it is what the person reads.' };
  }
  const { output } = answer.value;
  return {
    value: {
      response,
      next,
      asked,
      ...(output === undefined || output === null ? {} : { output }),
    },
  };
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

/** One of several calls: what is wrong with it is its own problem, and not that of the others. */
function askedCall(call: Json): readonly AskedCall[] {
  if (call === null) return [];
  const { tool: name, input: given = null } = isJsonObject(call) ? call : { tool: call };
  const tool = typeof name === 'string' ? name : '';
  const input = typeof given === 'string' ? readText(given) : given;
  if (input === null) return [{ tool, input: {} }];
  if (isJsonObject(input)) return [{ tool, input }];
  return [{ tool, input: {}, problem: 'its "input" is no JSON object' }];
}

/** What a text holds as JSON; the text itself when it holds none. */
export function readText(text: string): Json {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
