import { defineGoal } from '@durable-goals/core';
import { mcpServer } from '@durable-goals/mcp';

/** A server that is not there: only who has need of its tools shall notice. */
const gone = mcpServer({ name: 'shelf', command: process.execPath, args: ['--eval', ''] });

export const goals = [
  defineGoal({
    id: 'lend',
    title: 'Lend books',
    instructions: 'Lend books.',
    tools: [],
    toolSources: [gone.source()],
  }),
];
