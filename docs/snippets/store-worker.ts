import {
  AgentPlugin,
  agentWorkflowBundle,
  createAgentActivities,
  createAgentSinks,
} from '@durable-goals/activities';
import { fileResults, sqliteStore } from '@durable-goals/store';
import { Worker } from '@temporalio/worker';
import { goals } from './goal.js';

const store = sqliteStore('.durable-goals/conversations.db');
const results = fileResults('.durable-goals/results');

export const worker = await Worker.create({
  taskQueue: 'agent-task-queue',
  plugins: [new AgentPlugin({ goals, store, results })],
});

export const withoutPlugin = await Worker.create({
  taskQueue: 'agent-task-queue',
  workflowBundle: await agentWorkflowBundle(),
  activities: createAgentActivities({ goals, store, results }),
  sinks: createAgentSinks(store),
});
