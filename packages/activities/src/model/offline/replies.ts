import type { Json, JsonObject, Next, ToolSpec } from '@durable-goals/core';
import type { Argument } from './argument.js';
import type { Slots } from './fill-slots.js';
import { formatValue } from './format-value.js';
import { purposeOf } from './purpose.js';
import { pickQuestion, questionFor } from './questions.js';
import { isMoney, isDateText } from './similar-names.js';
import { valueAt, withValue, type KnownTool } from './standing.js';
import { capitalized, listed } from './words.js';

/** The JSON planner's answer, as `nextStepSchema` has it. */
export interface Step {
  readonly response: string;
  readonly next: Next;
  readonly tool: string | null;
  readonly input: JsonObject | null;
}

/** What the offline model says about itself. */
export const introduction = 'I am the built-in offline planner, not a language model.';

/** Several paragraphs of an answer; empty ones are left out. */
export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Sentences of one paragraph; empty ones are left out. */
export function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

/** What is asked next for the missing arguments of a tool: two questions at most. */
export function nextQuestions({ missing, pickable }: Pick<Slots, 'missing' | 'pickable'>): string {
  const others = missing.filter((argument) => !pickable.includes(argument));
  const plain = others.filter(({ kind }) => kind !== 'consent');
  const chosen = pickable.length > 0 || plain.length > 0 ? plain : others;
  const questions = [
    ...(pickable.length > 0 ? [pickQuestion] : []),
    ...chosen.map(questionFor),
  ].slice(0, 2);
  return [questions[0] ?? '', ...questions.slice(1).map(joined)].join(' ').trim();
}

/** A second question, led in by "And"; one that is no plain question stands by itself. */
function joined(question: string): string {
  return /^(?:Which|What|How|Would|Do|Please)\b/.test(question)
    ? `And ${question.charAt(0).toLowerCase()}${question.slice(1)}`
    : question;
}

/** Waits for the person, with the arguments as far as they are known. */
export function ask(
  tool: KnownTool,
  { input, missing }: Pick<Slots, 'input' | 'missing'>,
  response: string,
): Step {
  const withGaps = missing.reduce<JsonObject>(
    (object, { path }) => withValue(object, path, null),
    input,
  );
  return { response, next: 'question', tool: tool.spec.name, input: { ...withGaps } };
}

/** Waits for the person, with no tool in sight. */
export function say(
  response: string,
  next: 'question' | 'done' | 'pick-new-goal' = 'question',
): Step {
  return { response, next, tool: null, input: null };
}

/** Proposes a call. */
export function propose(tool: KnownTool, input: JsonObject, lead = ''): Step {
  return {
    response: paragraphs(lead, announcement(tool, input)),
    next: 'confirm',
    tool: tool.spec.name,
    input: { ...input },
  };
}

/** What a call would do and with which values. */
export function announcement(tool: KnownTool, input: JsonObject): string {
  const given = valuesInWords(tool.arguments, input);
  const start = `Next step: ${purposeOf(tool.spec)}`;
  if (given.length === 0) return `${start}.`;
  if (given.length <= 2)
    return `${start}, with ${listed(given.map(({ label, value }) => `${label} ${value}`))}.`;
  return `${start}:\n${given.map(({ label, value }) => `- ${capitalized(label)}: ${value}`).join('\n')}`;
}

/** Asks whether to make a call that the person has not clearly asked for. */
export function shallI({ spec, arguments: all }: KnownTool, input: JsonObject): string {
  const given = valuesInWords(all, input).map(({ label, value }) => `${label} ${value}`);
  const values = given.length === 0 ? '' : ` (${given.join('; ')})`;
  return `Shall I ${purposeOf(spec)}${values}?`;
}

interface ValueInWords {
  readonly label: string;
  readonly value: string;
}

/** The values of an input, each with its argument's name as a person reads it. */
export function valuesInWords(
  all: readonly Argument[],
  input: JsonObject,
): readonly ValueInWords[] {
  return all.flatMap((argument) => {
    const value = valueAt(input, argument.path);
    if (value === undefined || value === null || argument.kind === 'constant') return [];
    return [{ label: argument.label, value: inWords(argument, value) }];
  });
}

function inWords({ words }: Argument, value: Json): string {
  if (typeof value === 'number' && isMoney(words) && !Number.isInteger(value))
    return value.toFixed(2);
  return isDateText(value) || typeof value !== 'string' ? formatValue(value) : value;
}

/** What the tools are for, as one sentence. */
export function abilities(tools: readonly ToolSpec[]): string {
  const purposes = tools
    .slice(0, 6)
    .map(purposeOf)
    .filter((purpose) => !purpose.startsWith('go on with'));
  return purposes.length === 0 ? '' : `I can ${listed(purposes)}.`;
}
