import { defineGoal, defineTool, goalTool, withChooser, type Goal } from '@durable-goals/core';
import * as z from 'zod';

const input = z.strictObject({ room: z.string() });
const watching = new Set<() => void>();
/** Lets the calls of `Watch` that run come to their end. */
export function finishWatching(): void {
  for (const finish of watching) finish();
  watching.clear();
}

const find = defineTool({
  name: 'Find',
  description: 'Finds a room',
  effect: 'read',
  needsApproval: 'never',
  input,
  execute: ({ room }) => ({ found: room }),
});
const watch = defineTool({
  name: 'Watch',
  description: 'Watches a room until it is free',
  effect: 'read',
  needsApproval: 'never',
  input,
  execute: ({ room }) =>
    new Promise((resolve) => {
      watching.add(() => resolve({ free: room }));
    }),
});
const book = defineTool({
  name: 'Book',
  description: 'Books a room',
  effect: 'idempotent',
  needsApproval: 'always',
  input,
  execute: ({ room }) => ({ booked: room }),
});
const pay = defineTool({
  name: 'Pay',
  description: 'Pays for a room, and never hears back',
  effect: 'unsafe',
  input,
  execute: () => {
    throw new Error('The connection was lost.');
  },
});

const rest = {
  title: 'Rooms',
  instructions: 'Book a room.',
  validatePrompts: false,
  modelTiming: { maxAttempts: 1 },
} as const;
export const rooms = defineGoal({ id: 'rooms', ...rest, tools: [find, watch, book, pay] });
export const desks = defineGoal({ id: 'desks', ...rest, title: 'Desks', tools: [find] });
export const chats = defineGoal({
  id: 'chats',
  ...rest,
  tools: [],
  validatePrompts: true,
  continueAsNewAfterTurns: 2,
});

/** A goal that is taken up when it changed, and its next version, in which `Book` is another tool. */
export const suites = (() => {
  const before = defineGoal({
    id: 'suites',
    ...rest,
    title: 'Suites',
    toolTiming: { retryIntervalMs: 20 },
    whenChanged: 'next-turn',
    tools: [find, book],
  });
  const changed = { ...book, effect: 'unsafe' } as const;
  return { before, after: { ...before, instructions: 'Book a suite.', tools: [find, changed] } };
})();

/** Called natively, by a provider that wants its parts back, over two runs. */
export const natives = defineGoal({
  id: 'natives',
  ...rest,
  tools: [find, book],
  planner: 'tools',
  continueAsNewAfterTurns: 1,
  output: z.object({ room: z.string() }),
});

/** For runs, which hand over when a person has said something. */
export const runs = defineGoal({
  id: 'runs',
  ...rest,
  tools: [find, watch, book],
  planner: 'tools',
  continueAsNewAfterTurns: 2,
  output: z.object({ room: z.string() }),
});

/** Goals that hand a conversation to each other. */
export const [choice, seats, tables] = withChooser(
  ['seats', 'tables'].map((id) => defineGoal({ id, ...rest, title: id, tools: [find] })),
) as readonly Goal[] as readonly [Goal, Goal, Goal];

/** A goal with a sub-agent, which hands over to a new run in the middle. */
export const lobby = (() => {
  const porter = defineGoal({
    id: 'porter',
    ...rest,
    tools: [find, book, pay],
    continueAsNewAfterTurns: 1,
    limits: { modelCalls: 20 },
  });
  const input = z.strictObject({ floor: z.int() });
  return defineGoal({
    id: 'lobby',
    ...rest,
    tools: [goalTool(porter, { name: 'Porter', input }), find],
  });
})();
