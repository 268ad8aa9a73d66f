import {
  controlTools,
  isJsonObject,
  modelTools,
  toolsMessages,
  type Json,
  type ModelCall,
  type ModelResponse,
  type PlannedCall,
} from '@durable-goals/core';
import { plainWords } from '../live/response-words.js';
import { checkedGoalOutput } from './goal-output.js';
import { readText, type AskedCall } from './next-step-answer.js';
import type { Planner, StepPlanning } from './plan-step.js';
import { endedEarly, question, readCalls, spoken, type Reading } from './step-words.js';

/** Has the model call tools natively: an answer without a call is for the person, or the final one of a run. */
export const toolsPlanner: Planner = {
  request: (situation) => ({ messages: toolsMessages(situation), ...modelTools(situation) }),

  words: plainWords,

  async read(planning, response) {
    const early = endedEarly(response);
    if (early !== undefined) return early;
    const { calls = [] } = response;
    const controls = calls.filter(isControl);
    const others = calls.filter((call) => !isControl(call));
    const [control] = controls;
    if (others.length > 0) return await callTools(planning, response, others);
    return control === undefined
      ? wordsOnly(planning, response)
      : await finish(planning, response, control);
  },
};

function isControl({ tool }: ModelCall): boolean {
  return controlTools.some((name) => name === tool);
}

function wordsOnly({ goal, situation }: StepPlanning, response: ModelResponse): Reading {
  const text = spoken(response.text);
  if (text === '') return { kind: 'problem', about: 'answer', problem: 'it was empty.' };
  const { autonomous } = situation;
  if (autonomous && goal.spec.outputSchema !== undefined) {
    const problem = 'it gives no result. Call "give_result" with it.';
    return { kind: 'problem', about: 'output', problem };
  }
  const { raw } = response;
  return {
    kind: 'step',
    step: {
      text,
      next: autonomous ? 'done' : 'question',
      calls: [],
      known: {},
      ...(raw === undefined ? {} : { raw }),
    },
  };
}

async function callTools(
  planning: StepPlanning,
  response: ModelResponse,
  calls: readonly ModelCall[],
): Promise<Reading> {
  if (planning.situation.final) {
    const problem = 'no function can be called any more. Answer with what you have.';
    const text = response.text.trim() || 'I could not finish within the limits.';
    return { kind: 'problem', about: 'answer', problem, instead: question(text, {}) };
  }
  const asked = calls.map(askedCall);
  const reading = await readCalls(planning, { response: response.text, asked, known: {} });
  const isCalling = reading.kind === 'step' && reading.step.calls.length > 0;
  if (!isCalling) return withRaw(reading, response);
  // Each call of the provider's own message has to be answered.
  const early = (response.calls ?? []).filter(isControl).map(tooEarly);
  const step = { ...reading.step, calls: [...reading.step.calls, ...early] };
  return withRaw({ kind: 'step', step }, response);
}

function withRaw(reading: Reading, { raw }: ModelResponse): Reading {
  if (raw === undefined) return reading;
  if (reading.kind === 'step') return { ...reading, step: { ...reading.step, raw } };
  const { instead } = reading;
  // A question in place of calls leaves them unanswered, so it is not told as what the provider sent.
  return instead === undefined || instead.calls.length === 0
    ? reading
    : { ...reading, instead: { ...instead, raw } };
}

/** The conversation is not over while calls are to be made: the model says so again when it has read what they give. */
function tooEarly({ id, tool }: ModelCall): PlannedCall {
  return {
    tool,
    input: {},
    inputHash: '',
    effect: 'read',
    needsApproval: false,
    ids: [id],
    error: `'${tool}' was not heeded: other functions were called with it. Call it alone.`,
  };
}

function askedCall({ id, tool, input: given }: ModelCall): AskedCall {
  const input = typeof given === 'string' ? readText(given) : given;
  if (isJsonObject(input)) return { id, tool, input };
  return { id, tool, input: {}, problem: 'its arguments are no JSON object' };
}

async function finish(
  { goal }: StepPlanning,
  response: ModelResponse,
  { tool, input }: ModelCall,
): Promise<Reading> {
  const text = spoken(response.text) || spoken(messageIn(input)) || 'That is all done.';
  const words = { text, calls: [], known: {} } as const;
  if (tool === 'pick_new_goal') {
    return { kind: 'step', step: { ...words, next: 'pick-new-goal' } };
  }
  if (tool !== 'give_result' || goal.spec.outputSchema === undefined) {
    return { kind: 'step', step: { ...words, next: 'done' } };
  }
  const checked = await checkedGoalOutput(goal, input);
  return checked.problem === undefined
    ? { kind: 'step', step: { ...words, next: 'done', output: checked.value } }
    : { kind: 'problem', about: 'output', problem: checked.problem };
}

function messageIn(input: Json): string {
  const message = isJsonObject(input) ? input['message'] : undefined;
  return typeof message === 'string' ? message : '';
}
