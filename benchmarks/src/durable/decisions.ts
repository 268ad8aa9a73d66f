import {
  defineRegistry,
  newConversation,
  reduce,
  type Command,
  type ConversationEvent,
  type PlannedStep,
} from '@durable-goals/core';
import { goals } from './goals.js';

/** What is to be decided, as often as told. */
export interface DecisionsOrder {
  /** Of each conversation. */
  readonly turns: number;
  /** As many conversations as have so many steps together are one repeat. */
  readonly steps: number;
  readonly repeats: number;
}

/** Steps a second of each repeat, by this process's own processor time. */
export interface DecisionsReport {
  readonly values: number[];
}

process.once('disconnect', () => process.exit(0));
process.on('message', (order: DecisionsOrder) => {
  const report: DecisionsReport = { values: valuesOf(order) };
  process.send?.(report);
});
process.send?.({ kind: 'ready' });

const [goal] = defineRegistry(goals).versions('talk');
const usage = { modelCalls: 1, inputTokens: 100, outputTokens: 20, cachedInputTokens: 0 };

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

/** Until V8 has compiled all of it for good; the first of them is at a third of what comes later. */
const warmUps = 4;

function valuesOf({ turns, steps: least, repeats }: DecisionsOrder): number[] {
  const values: number[] = [];
  for (let repeat = 1 - warmUps; repeat <= repeats; repeat += 1) {
    // Its own processor time: what else the machine does is not of interest here.
    const before = process.cpuUsage();
    let steps = 0;
    while (steps < least) steps += converse(turns);
    const { user, system } = process.cpuUsage(before);
    if (repeat > 0) values.push((1_000_000 * steps) / (user + system));
  }
  return values;
}

/** Talks for so many turns. @returns the steps that took. */
function converse(turns: number): number {
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
