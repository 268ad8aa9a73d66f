import { agentWorkflowBundle, createAgentActivities } from '@durable-goals/activities';
import { Worker } from '@temporalio/worker';
import { goals } from './goal.js';

export const worker = await Worker.create({
  taskQueue: 'agent-task-queue',
  workflowBundle: await agentWorkflowBundle(),
  activities: createAgentActivities({ goals }),
});
