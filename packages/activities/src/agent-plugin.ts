import { createRequire } from 'node:module';
import type { LiveChannel } from '@durable-goals/core';
import { SimplePlugin } from '@temporalio/plugin';
import type { Worker, WorkerOptions } from '@temporalio/worker';
import { agentActivities, type AgentOptions } from './create-agent-activities.js';
import { agentSinks } from './recording/agent-sinks.js';
import type { StoreWriter } from './recording/store-writer.js';
import { writerTo } from './recording/writer-to.js';

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
  readonly #writer: StoreWriter | undefined;
  readonly #live: LiveChannel | undefined;

  constructor(options: AgentOptions) {
    const writer = writerTo(options.store, options.secrets);
    super({
      name: 'durableGoals.AgentPlugin',
      activities: agentActivities(options, writer),
      workflowsPath: (path) => path ?? agentWorkflowsPath(),
    });
    this.#writer = writer;
    this.#live = options.live;
  }

  override configureWorker(options: WorkerOptions): WorkerOptions {
    return super.configureWorker({
      // After a crash, what is sent to a conversation waits this long for the Worker that is no more.
      stickyQueueScheduleToStartTimeout: '1 second',
      // Model calls and tools under way may finish before a Worker that is told to stop does.
      shutdownGraceTime: '10 seconds',
      ...options,
      sinks: { ...agentSinks(this.#writer, this.#live), ...options.sinks },
    });
  }

  override async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    this.#live?.announce();
    try {
      await super.runWorker(worker, next);
    } finally {
      // What Workflows told last is written before the process that owns the store closes it.
      await this.#writer?.drained(2_000);
    }
  }
}
