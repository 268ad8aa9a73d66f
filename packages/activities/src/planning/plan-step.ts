import {
  promptVersionOf,
  type ModelRequest,
  type ModelResponse,
  type PlannedStep,
  type Repair,
  type Situation,
} from '@durable-goals/core';
import type { LiveWords } from '../live/live-words.js';
import type { WordReader } from '../live/response-words.js';
import { ModelFailure } from '../model/model-failure.js';
import { boundedText } from './bounded-text.js';
import { jsonPlanner } from './json-planner.js';
import type { ModelCaller } from './model-call.js';
import type { CallPlanning } from './plan-call.js';
import { fittingStep } from './reply-size.js';
import type { Reading, StepWords } from './step-words.js';
import { toolsPlanner } from './tools-planner.js';

/** What planning a step needs. */
export interface StepPlanning extends CallPlanning {
  readonly situation: Situation;
  readonly caller: ModelCaller;
  readonly signal: AbortSignal;
  /** Where the answers are shown while they are written. */
  readonly words: LiveWords;
}

/** A way to have a model say what to do next. */
export interface Planner {
  request(situation: Situation): Omit<ModelRequest, 'purpose' | 'situation'>;
  /** Finds what of an answer is for the person, while it is written. */
  readonly words: () => WordReader;
  read(planning: StepPlanning, response: ModelResponse): Promise<Reading>;
}

/** A step as planned; what it used is counted by its caller. */
export type StepDraft = Omit<PlannedStep, 'usage'>;

/** The first answer, and two more for problems of different kinds. */
const maxCalls = 3;

/**
 * Asks the model for the next step, and once more for each kind of problem: an answer that cannot be
 * read, arguments that are missing, an input or a result that does not fit. What it cannot mend, the person is asked.
 *
 * @throws `ModelFailure` of type `ModelAnswerUnusable` when no answer could be read.
 */
export async function planStep(planning: StepPlanning): Promise<StepDraft> {
  const { goal, caller, situation, signal, words } = planning;
  const planner = goal.spec.planner === 'tools' ? toolsPlanner : jsonPlanner;
  const mended = new Set<string>();
  let repair: Repair | undefined;
  let instead: StepWords | undefined;
  for (let call = 1; ; call += 1) {
    const asked = repair === undefined ? situation : { ...situation, repair };
    const response = await caller.call(
      { purpose: 'plan', ...planner.request(asked), situation: asked },
      signal,
      words.begin(planner.words),
    );
    const reading = await planner.read(planning, response);
    if (reading.kind === 'problem') instead = reading.instead ?? instead;
    if (reading.kind === 'problem' && call < maxCalls && !mended.has(reading.about)) {
      mended.add(reading.about);
      const { text: answer, calls, raw } = response;
      const native = goal.spec.planner === 'tools' && calls !== undefined;
      repair = {
        answer,
        problem: reading.problem,
        ...(native ? { calls, ...(raw === undefined ? {} : { raw }) } : {}),
      };
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

function unusable(model: string, reading: Reading): ModelFailure {
  const problem = reading.kind === 'problem' ? reading.problem : '';
  return new ModelFailure(
    'ModelAnswerUnusable',
    `Model '${model}' gave no usable answer, though it was asked again: ${boundedText(problem, 500)} Send the message again, or choose another model.`,
  );
}
