import type { JsonObject, ModelResponse, PlannedCall, PlannedStep } from '@durable-goals/core';
import { boundedText, maxResponseBytes } from './bounded-text.js';
import type { AskedCall } from './next-step-answer.js';
import { planCalls, type CallPlanning } from './plan-call.js';

/** A step as a planner read it out of an answer. */
export type StepWords = Pick<PlannedStep, 'text' | 'next' | 'calls' | 'known' | 'output' | 'raw'>;

/** An answer that will do, or what the model is told and what happens when it cannot mend it. */
export type Reading =
  | { readonly kind: 'step'; readonly step: StepWords }
  | {
      readonly kind: 'problem';
      readonly about: 'answer' | 'arguments' | 'input' | 'output';
      readonly problem: string;
      /** The step to take instead; without one, the model's answer is unusable. */
      readonly instead?: StepWords;
    };

/** What a step asks to be called. */
export interface AskedStep {
  readonly response: string;
  readonly asked: readonly AskedCall[];
  readonly known: JsonObject;
}

/**
 * Reads the calls that a step asks for. What is wrong with one of several is told to the model as that
 * call's result, beside the results of the others; only when there is no other is it asked again. What it cannot mend
 * then, the person is asked, or, where there is none, the model is told as the call's result.
 */
export async function readCalls(
  planning: CallPlanning & { readonly situation: { readonly autonomous?: true } },
  { response, asked, known }: AskedStep,
): Promise<Reading> {
  const outcomes = await planCalls(planning, asked);
  const problems = outcomes.flatMap((outcome) => (outcome.kind === 'problem' ? [outcome] : []));
  const [first] = problems;
  const calls = outcomes.map(({ call }) => call);
  const step: StepWords = {
    text: spoken(response) || announced(calls),
    next: 'confirm',
    calls,
    known,
  };
  if (first === undefined || problems.length < outcomes.length) return { kind: 'step', step };
  const problem = problems.map((one) => one.problem).join('\n');
  const words = problems.map((one) => one.question).join(' ');
  const instead = planning.situation.autonomous ? step : question(words, known);
  return { kind: 'problem', about: first.about, problem, instead };
}

/** What the answers of all planners have in common: one that was refused, or cut off. */
export function endedEarly({ finish, text }: ModelResponse): Reading | undefined {
  if (finish === 'refused' || finish === 'filtered') {
    return { kind: 'step', step: question(refusalOf(text), {}) };
  }
  if (finish !== 'length') return undefined;
  const problem = 'it was cut off before its end. Answer more briefly.';
  return { kind: 'problem', about: 'answer', problem };
}

/** A step that asks the person. */
export function question(text: string, known: JsonObject): StepWords {
  return { text: spoken(text), next: 'question', calls: [], known };
}

/** A model's words, within their bound. */
export function spoken(text: string): string {
  return boundedText(text.trim(), maxResponseBytes);
}

function announced(calls: readonly PlannedCall[]): string {
  const asking = calls.filter(({ needsApproval }) => needsApproval);
  return asking.length > 0 ? `May I run ${namesOf(asking)}?` : `I will run ${namesOf(calls)} now.`;
}

function namesOf(calls: readonly PlannedCall[]): string {
  const names = [...new Set(calls.map(({ tool }) => tool))];
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

/** A model's own words, unless what it left is the beginning of an answer as data. */
function refusalOf(text: string): string {
  const words = text.trim();
  return words === '' || words.startsWith('{')
    ? 'I cannot answer that. Word it differently, or ask for something else.'
    : words;
}
