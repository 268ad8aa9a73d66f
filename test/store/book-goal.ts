import { defineGoal, defineTool } from '@durable-goals/core';
import * as z from 'zod';

/** A goal with a tool that asks first. */
export const bookGoal = defineGoal({
  id: 'book',
  title: 'Order books',
  instructions: 'Order books.',
  validatePrompts: false,
  tools: [
    defineTool({
      name: 'Order',
      description: 'Order a book',
      effect: 'idempotent',
      needsApproval: 'always',
      input: z.strictObject({ title: z.string() }),
      execute: ({ title }) => ({ ordered: title }),
    }),
  ],
});
