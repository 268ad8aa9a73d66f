import {
  agreedMembers,
  nextStepJsonSchema,
  plannerMessages,
  promptVersionOf,
  type JsonObject,
  type ModelResponse,
  type PlannedCall,
  type PlannedStep,
  type Repair,
  type Situation,
} from '@durable-goals/core';
import type { LiveWords } from '../live/live-words.js';
import { memberWords } from '../live/response-words.js';
import { ModelFailure } from '../model/model-failure.js';
import { boundedText, maxResponseBytes } from './bounded-text.js';
import type { FoundGoal } from './found-goal.js';
import { knownArguments } from './known-arguments.js';
import type { ModelCaller } from './model-call.js';
import { readNextStep, type ReadStep } from './next-step-answer.js';
import { planCalls, type CallPlanning } from './plan-call.js';
import { fittingStep } from './reply-size.js';
import { cleanInput } from './tool-input.js';

/** What planning a step needs. */
export interface StepPlanning extends CallPlanning {
  readonly situation: Situation;
  readonly caller: ModelCaller;
  readonly signal: AbortSignal;
  /** Where the answers are shown while they are written. */
  readonly words: LiveWords;
}

/** A step as planned; what it used is counted by its caller. */
export type StepDraft = Omit<PlannedStep, 'usage'>;

/** What of an answer is for the person. */
const responseWords = () => memberWords('response');

/** The first answer, and two more for problems of different kinds. */
const maxCalls = 3;

/** An answer that will do, or what the model is told and what happens when it cannot mend it. */
type Reading =
  | { readonly kind: 'step'; readonly step: StepWords }
  | {
      readonly kind: 'problem';
      readonly about: 'answer' | 'arguments' | 'input';
      readonly problem: string;
      /** The step to take instead; without one, the model's answer is unusable. */
      readonly instead?: StepWords;
    };

type StepWords = Pick<PlannedStep, 'text' | 'next' | 'calls' | 'known'>;

/**
 * Asks the model for the next step, and once more for each kind of problem: an answer that cannot be
 * read, arguments that are missing, an input that does not fit. What it cannot mend, the person is asked.
 *
 * @throws `ModelFailure` of type `ModelAnswerUnusable` when no answer could be read.
 */
export async function planStep(planning: StepPlanning): Promise<StepDraft> {
  const { goal, caller, situation, signal, words } = planning;
  const mended = new Set<string>();
  let repair: Repair | undefined;
  let instead: StepWords | undefined;
  for (let call = 1; ; call += 1) {
    const asked = repair === undefined ? situation : { ...situation, repair };
    const response = await caller.call(
      {
        purpose: 'plan',
        messages: plannerMessages(asked),
        output: { name: 'next_step', schema: nextStepJsonSchema },
        situation: asked,
      },
      signal,
      words.begin(responseWords),
    );
    const reading = await read(planning, response);
    if (reading.kind === 'problem') instead = reading.instead ?? instead;
    if (reading.kind === 'problem' && call < maxCalls && !mended.has(reading.about)) {
      mended.add(reading.about);
      repair = { answer: response.text, problem: reading.problem };
      continue;
    }
    const step = reading.kind === 'step' ? reading.step : instead;
    if (step === undefined) throw unusable(caller.id, reading);
    return {
      kind: 'step',
      ...fittingStep(goal.spec, step),
      model: response.model,
      promptVersion: promptVersionOf(goal.spec),
    };
  }
}

async function read(planning: StepPlanning, response: ModelResponse): Promise<Reading> {
  const { text, finish } = response;
  if (finish === 'refused' || finish === 'filtered') {
    return { kind: 'step', step: question(refusalOf(text), {}) };
  }
  if (finish === 'length') {
    const problem = 'it was cut off before its end. Answer more briefly.';
    return { kind: 'problem', about: 'answer', problem };
  }
  const answer = readNextStep(text);
  if (answer.problem !== undefined) return { kind: 'problem', about: 'answer', ...answer };
  return answer.value.next === 'confirm'
    ? readCalls(planning, answer.value)
    : { kind: 'step', step: wordsOnly(planning.goal, answer.value) };
}

/**
 * Reads the calls that a step asks for. What is wrong with one of several is told to the model as that
 * call's result, beside the results of the others; only when there is no other is it asked again.
 */
async function readCalls(planning: StepPlanning, step: ReadStep): Promise<Reading> {
  const outcomes = await planCalls(planning, step.asked);
  const problems = outcomes.flatMap((outcome) => (outcome.kind === 'problem' ? [outcome] : []));
  const [first] = problems;
  const known = knownOf(planning.goal, step);
  if (first !== undefined && problems.length === outcomes.length) {
    const problem = problems.map((one) => one.problem).join('\n');
    const asked = problems.map((one) => one.question).join(' ');
    return { kind: 'problem', about: first.about, problem, instead: question(asked, known) };
  }
  const calls = outcomes.map(({ call }) => call);
  return {
    kind: 'step',
    step: { text: spoken(step.response) || announced(calls), next: 'confirm', calls, known },
  };
}

function wordsOnly(goal: FoundGoal, step: ReadStep): StepWords {
  const text =
    spoken(step.response) ||
    (step.next === 'done' ? 'That is all done.' : 'Let us choose another goal.');
  return { text, next: step.next, calls: [], known: knownOf(goal, step) };
}

function question(text: string, known: JsonObject): StepWords {
  return { text: spoken(text), next: 'question', calls: [], known };
}

function knownOf(goal: FoundGoal, { asked }: ReadStep): JsonObject {
  const inputs = asked.map(({ tool, input }) =>
    cleanInput(goal.tool(tool)?.spec.inputSchema ?? {}, input),
  );
  return knownArguments(goal.spec, agreedMembers(inputs));
}

function spoken(text: string): string {
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

function unusable(model: string, reading: Reading): ModelFailure {
  const problem = reading.kind === 'problem' ? reading.problem : '';
  return new ModelFailure(
    'ModelAnswerUnusable',
    `Model '${model}' gave no usable answer, though it was asked again: ${boundedText(problem, 500)} Send the message again, or choose another model.`,
  );
}
