import { defineGoal, defineTool, type Tool } from '@durable-goals/core';
import * as z from 'zod';

/** A goal whose only tool takes as long as `wait` does. */
export const slowGoal = (wait: () => Promise<void>) => {
  const look: Tool = defineTool({
    name: 'Look',
    description: 'Looks',
    effect: 'read',
    needsApproval: 'never',
    input: z.strictObject({}),
    async execute() {
      await wait();
      return 'Seen.';
    },
  });
  return defineGoal({
    id: 'look',
    title: 'Look',
    instructions: 'Look.',
    validatePrompts: false,
    tools: [look],
  });
};
