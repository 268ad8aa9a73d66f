import { isJsonObject, type Situation } from '@durable-goals/core';
import { fillSlots } from './fill-slots.js';
import { planMessage } from './plan-message.js';
import { planRun } from './plan-run.js';
import { planResults } from './plan-results.js';
import { questionFor } from './questions.js';
import {
  abilities,
  ask,
  nextQuestions,
  paragraphs,
  say,
  sentences,
  shallI,
  introduction,
  type Step,
} from './replies.js';
import { standingOf, type Standing } from './standing.js';
import { stems } from './words.js';

/** Decides the next step of a conversation: what to ask, which tool to propose, or that it is done. */
export function planStep(situation: Situation): Step {
  const standing = standingOf(situation);
  if (situation.repair) return planRepair(standing, situation.repair);
  const found = planRun(standing);
  if (found !== undefined) return found;
  switch (situation.trigger.kind) {
    case 'start':
      return welcome(standing, `Hello! ${introduction} Short and plain answers suit me best.`);
    case 'goal-changed':
      return welcome(standing, `Now it is about this: ${situation.goal.title}.`);
    case 'message':
      return planMessage(standing);
    case 'tool-results':
      return planResults(standing);
  }
}

function welcome(standing: Standing, greeting: string): Step {
  const { situation, current, tools } = standing;
  const { goal } = situation;
  const about =
    goal.description === goal.title ? `This is about “${goal.title}”.` : sentence(goal.description);
  const intro = paragraphs(greeting, sentences(about, abilities(goal.tools)));
  if (current === undefined) {
    return say(
      paragraphs(
        intro,
        tools.length === 0 ? 'What is on your mind?' : 'What would you like to do?',
      ),
    );
  }
  const slots = fillSlots(current, standing, { said: new Map() });
  const question = slots.missing.length > 0 ? nextQuestions(slots) : shallI(current, slots.input);
  return ask(current, slots, paragraphs(intro, question));
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The last answer was not taken: asks for the argument that the problem speaks of. */
function planRepair(standing: Standing, repair: NonNullable<Situation['repair']>): Step {
  const refused = parsed(repair.answer);
  const name = isJsonObject(refused) ? refused['tool'] : undefined;
  const tool = standing.tools.find(({ spec }) => spec.name === name) ?? standing.current;
  if (tool === undefined) return say(`That does not work: ${repair.problem}`);
  const slots = fillSlots(tool, standing, { said: new Map() });
  const problem = new Set(stems(repair.problem));
  const concerned = tool.arguments.filter(({ path }) =>
    [...path].some((step) => repair.problem.includes(step) || problem.has(step)),
  );
  const missing = concerned.length > 0 ? concerned.slice(0, 1) : slots.missing.slice(0, 1);
  const question = missing[0] ? questionFor(missing[0]) : 'What would you like to change?';
  return ask(
    tool,
    { input: slots.input, missing },
    `That does not work yet: ${sentence(repair.problem)} ${question}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
