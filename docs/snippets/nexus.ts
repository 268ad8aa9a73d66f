import { AgentPlugin } from '@durable-goals/activities';
import { defineGoal } from '@durable-goals/core';
import { goalsAsNexusService, remoteGoalTool } from '@durable-goals/nexus';
import { Worker } from '@temporalio/worker';
import { goals } from './goal.js';

// Where the goals are: a Worker of the team that has them, in their Namespace.
export const theirs = await Worker.create({
  namespace: 'restaurants',
  taskQueue: 'agent-task-queue',
  plugins: [new AgentPlugin({ goals })],
  nexusServices: [goalsAsNexusService(goals)],
});

// Where one of them is wanted: a goal of another team, in another Namespace.
export const eveningGoal = defineGoal({
  id: 'evening',
  title: 'Plan an evening',
  instructions: 'Plan an evening out, and reserve a table for it.',
  tools: [
    remoteGoalTool('ReserveTable', {
      endpoint: 'restaurants',
      goalId: 'dinner',
      description: 'Reserves a table. Say the day, the number of guests and the name.',
      needsApproval: 'always',
    }),
  ],
});
