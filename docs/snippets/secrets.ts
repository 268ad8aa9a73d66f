import { AgentPlugin } from '@durable-goals/activities';
import { Worker } from '@temporalio/worker';
import { goals } from './goal.js';

/** Keys that are fetched from a vault, and change. */
const vault = { current: (): readonly string[] => [] };

export const worker = await Worker.create({
  taskQueue: 'agent-task-queue',
  plugins: [new AgentPlugin({ goals, secrets: () => vault.current() })],
});
