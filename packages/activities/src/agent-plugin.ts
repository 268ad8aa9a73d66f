import { createRequire } from 'node:module';
import { SimplePlugin } from '@temporalio/plugin';
import type { WorkerOptions } from '@temporalio/worker';
import { createAgentActivities, type AgentOptions } from './create-agent-activities.js';

/** The file that a Worker bundles its Workflows from, with the agent Workflow in it. */
export function agentWorkflowsPath(): string {
  return createRequire(import.meta.url).resolve('@durable-goals/core/workflow');
}

/**
 * A Temporal plugin that makes a Worker one for agents: it brings the agent Workflow, the Activities of
 * the goals' tools and of planning, and two defaults.
 *
 * To be given to `Worker.create` or to its connection; given to both it counts once. With a `workflowsPath` of your own,
 * export `agentGoalWorkflow` of `@durable-goals/core/workflow` from that file.
 *
 * @see https://typescript.temporal.io/api/classes/plugin.SimplePlugin
 */
export class AgentPlugin extends SimplePlugin {
  constructor(options: AgentOptions) {
    super({
      name: 'durableGoals.AgentPlugin',
      activities: createAgentActivities(options),
      workflowsPath: (path) => path ?? agentWorkflowsPath(),
    });
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    return super.configureWorker({
      // After a crash, what is sent to a conversation waits this long for the Worker that is no more.
      stickyQueueScheduleToStartTimeout: '1 second',
      // Model calls and tools under way may finish before a Worker that is told to stop does.
      shutdownGraceTime: '10 seconds',
      ...options,
    });
  }
}
