import { fileURLToPath } from 'node:url';
import { AgentPlugin } from '@durable-goals/activities';
import { Worker } from '@temporalio/worker';
import { goals } from './goal.js';

export const worker = await Worker.create({
  taskQueue: 'agent-task-queue',
  workflowsPath: fileURLToPath(import.meta.resolve('./workflows.js')),
  plugins: [new AgentPlugin({ goals })],
});
