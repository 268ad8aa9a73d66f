import {
  defineRegistry,
  newConversation,
  reduce,
  type Command,
  type ConversationEvent,
  type PlannedStep,
} from '@durable-goals/core';
import { goals } from '../durable/goals.js';
import type { Measure } from '../measure.js';

const usage = { modelCalls: 1, inputTokens: 100, outputTokens: 20, cachedInputTokens: 0 };

/** What decides in a conversation, without Temporal around it. */
export const reducer: Measure = {
  id: 'reducer',
  about: 'The decisions of a long conversation: messages, plans, summaries.',
  run({ depth }) {
    const [repeats, turns] = depth === 'whole' ? [7, 40_000] : [3, 10_000];
    const values: number[] = [];
    // The first one only warms up.
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      // Its own processor time: what else the machine does is not of interest here.
      const before = process.cpuUsage();
      const steps = converse(turns);
      const { user, system } = process.cpuUsage(before);
      if (repeat > 0) values.push((1_000_000 * steps) / (user + system));
    }
    return Promise.resolve([
      {
        what: 'decisions of a conversation',
        unit: 'steps/s',
        values,
        limit: { of: 'value', atLeast: 250_000, isShownOnly: true },
      },
    ]);
  },
};

/** Talks for so many turns. @returns the steps that took. */
function converse(turns: number): number {
  const [goal] = defineRegistry(goals).versions('talk');
  if (goal === undefined) throw new Error("The goal 'talk' is not there.");
  let state = newConversation({ conversationId: 'c', chainId: 'r' });
  let steps = 0;
  const step = (event: ConversationEvent): void => {
    steps += 1;
    const next = reduce(state, event, 1_000 * steps);
    ({ state } = next);
    for (const command of next.commands) answer(command);
  };
  const answer = (command: Command): void => {
    if (command.kind === 'plan') step({ kind: 'planned', planId: command.planId, reply: question });
    if (command.kind === 'summarize') {
      step({ kind: 'summarized', text: 'They talk.', usage, upTo: command.upTo });
    }
  };
  step({ kind: 'goal-resolved', goal: goal.spec });
  for (let turn = 1; turn <= turns; turn += 1) {
    const id = `message-${turn}`;
    step({ kind: 'message', id, text: `This is message ${turn}.`, caller: id });
  }
  return steps;
}

const question: PlannedStep = {
  kind: 'step',
  text: 'I have read it and go on from there.',
  next: 'question',
  calls: [],
  known: {},
  model: 'stub',
  promptVersion: '1',
  usage,
};
