import {
  agreedMembers,
  nextStepSchemaOf,
  plannerMessages,
  type JsonObject,
} from '@durable-goals/core';
import { memberWords } from '../live/response-words.js';
import type { FoundGoal } from './found-goal.js';
import { checkedGoalOutput } from './goal-output.js';
import { knownArguments } from './known-arguments.js';
import { readNextStep, type ReadStep } from './next-step-answer.js';
import type { Planner, StepPlanning } from './plan-step.js';
import { endedEarly, readCalls, spoken, type Reading, type StepWords } from './step-words.js';
import { cleanInput } from './tool-input.js';

/** Has the model answer with a step as JSON, which any model can. */
export const jsonPlanner: Planner = {
  request: (situation) => ({
    messages: plannerMessages(situation),
    output: { name: 'next_step', schema: nextStepSchemaOf(situation.goal) },
  }),

  words: () => memberWords('response'),

  async read(planning, response) {
    const early = endedEarly(response);
    if (early !== undefined) return early;
    const answer = readNextStep(response.text);
    if (answer.problem !== undefined) return { kind: 'problem', about: 'answer', ...answer };
    const step = answer.value;
    if (step.next !== 'confirm') return await wordsOnly(planning, step);
    if (planning.situation.final) {
      const problem = 'no tool can be run any more. Answer with "done" and what you have.';
      return { kind: 'problem', about: 'answer', problem, instead: words(planning, step) };
    }
    const { response: text, asked } = step;
    return await readCalls(planning, {
      response: text,
      asked,
      known: knownOf(planning.goal, step),
    });
  },
};

async function wordsOnly(planning: StepPlanning, step: ReadStep): Promise<Reading> {
  const { goal, situation } = planning;
  const said = words(planning, step);
  if (goal.spec.outputSchema === undefined || said.next !== 'done') {
    return { kind: 'step', step: said };
  }
  if (step.output === undefined) {
    // Whoever only talks may leave without a result; who asked for one needs it.
    if (!situation.autonomous) return { kind: 'step', step: said };
    const problem = '"output" is missing, though it is the result of all.';
    return { kind: 'problem', about: 'output', problem };
  }
  const checked = await checkedGoalOutput(goal, step.output);
  return checked.problem === undefined
    ? { kind: 'step', step: { ...said, output: checked.value } }
    : { kind: 'problem', about: 'output', problem: checked.problem };
}

function words({ goal, situation }: StepPlanning, step: ReadStep): StepWords {
  // Nobody answers a question that a run asks.
  const next = situation.autonomous || step.next === 'confirm' ? 'done' : step.next;
  const text =
    spoken(step.response) ||
    (next === 'done' ? 'That is all done.' : 'Let us choose another goal.');
  return { text, next, calls: [], known: knownOf(goal, step) };
}

function knownOf(goal: FoundGoal, { asked }: ReadStep): JsonObject {
  const inputs = asked.map(({ tool, input }) =>
    cleanInput(goal.tool(tool)?.spec.inputSchema ?? {}, input),
  );
  return knownArguments(goal.spec, agreedMembers(inputs));
}
