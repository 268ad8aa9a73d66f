import { defineGoal, defineTool } from '@durable-goals/core';
import { tripGoal } from '@durable-goals/example-event-flight-invoice';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

const talk = {
  title: 'Talk',
  instructions: 'Talk with the person, and remember what they say.',
  tools: [],
};

const wait = defineTool({
  name: 'Wait',
  description: 'Waits',
  effect: 'read',
  needsApproval: 'never',
  input: z.strictObject({ ms: z.number(), which: z.number() }),
  async execute({ ms, which }) {
    await sleep(ms);
    return { which };
  },
});

/** What the benchmark talks with. */
export const goals = [
  defineGoal({ ...talk, id: 'talk', validatePrompts: false }),
  defineGoal({ ...talk, id: 'checked-talk' }),
  defineGoal({
    id: 'waits',
    title: 'Waits',
    instructions: 'Wait as often as the person says.',
    tools: [wait],
    validatePrompts: false,
  }),
  tripGoal,
] as const;
