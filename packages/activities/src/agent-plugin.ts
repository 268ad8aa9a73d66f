import {
  askToolSources,
  hasToolSources,
  type LiveChannel,
  type Registry,
} from '@durable-goals/core';
import type { AgentSinks } from '@durable-goals/core/workflow';
import {
  Runtime,
  type BundleOptions,
  type BundlerPlugin,
  type InjectedSinks,
  type ReplayWorkerOptions,
  type Worker,
  type WorkerOptions,
  type WorkerPlugin,
} from '@temporalio/worker';
import {
  agentActivities,
  registryOf,
  type ActivityMap,
  type AgentOptions,
} from './create-agent-activities.js';
import { agentSinks } from './recording/agent-sinks.js';
import type { StoreWriter } from './recording/store-writer.js';
import { writerTo } from './recording/writer-to.js';
import { workerRedactor } from './secrets/worker-redactor.js';
import { addsToBundle } from './workflow-bundle/adds-to-bundle.js';
import { agentBuildId, agentWorkflowBundle } from './workflow-bundle/agent-workflow-bundle.js';
import { agentWorkflowsPath } from './workflow-bundle/agent-workflows-path.js';

/**
 * A Temporal plugin that makes a Worker one for agents: it brings the agent Workflow, bundled already, the
 * Activities of the goals' tools and of planning, and two defaults.
 *
 * Goals that have tools from elsewhere have their sources asked in `Worker.create`, which throws what those throw.
 *
 * To be given to `Worker.create` or to its connection; given to both it counts once. With a `workflowsPath` of your own,
 * export `agentGoalWorkflow` of `@durable-goals/core/workflow` from that file.
 *
 * @see https://typescript.temporal.io/api/interfaces/worker.WorkerPlugin
 */
export class AgentPlugin implements WorkerPlugin, BundlerPlugin {
  readonly name = 'durableGoals.AgentPlugin';
  readonly #activities: () => Promise<ActivityMap>;
  readonly #writer: StoreWriter | undefined;
  readonly #live: LiveChannel | undefined;
  readonly #sinks: InjectedSinks<AgentSinks>;

  constructor(options: AgentOptions) {
    this.#writer = writerTo(options.store, options.secrets);
    this.#activities = activitiesOf(options, this.#writer);
    this.#live = options.live;
    const { live, observer, secrets } = options;
    this.#sinks = agentSinks(this.#writer, { live, observer, redactor: workerRedactor(secrets) });
  }

  async configureWorker(options: WorkerOptions): Promise<WorkerOptions> {
    const workflows = await this.#workflows(options);
    return {
      ...(workflows.workflowBundle === undefined || isVersioned(options)
        ? {}
        : { buildId: await agentBuildId(Runtime.instance().logger) }),
      // After a crash, what is sent to a conversation waits this long for the Worker that is no more.
      stickyQueueScheduleToStartTimeout: '1 second',
      // Model calls and tools under way may finish before a Worker that is told to stop does.
      shutdownGraceTime: '10 seconds',
      ...options,
      ...workflows,
      activities: { ...options.activities, ...(await this.#activities()) },
      sinks: { ...this.#sinks, ...options.sinks },
    };
  }

  async configureReplayWorker(options: ReplayWorkerOptions): Promise<ReplayWorkerOptions> {
    return { ...options, ...(await this.#workflows(options)) };
  }

  configureBundler(options: BundleOptions): BundleOptions {
    return { ...options, workflowsPath: options.workflowsPath ?? agentWorkflowsPath() };
  }

  async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    this.#live?.announce();
    try {
      await next(worker);
    } finally {
      // What Workflows told last is written before the process that owns the store closes it.
      await this.#writer?.drained(2_000);
    }
  }

  async #workflows(
    options: ReplayWorkerOptions,
  ): Promise<Pick<WorkerOptions, 'workflowsPath' | 'workflowBundle'>> {
    if (options.workflowBundle !== undefined || options.workflowsPath !== undefined) return {};
    return addsToBundle(options)
      ? { workflowsPath: agentWorkflowsPath() }
      : { workflowBundle: await agentWorkflowBundle(Runtime.instance().logger) };
  }
}

/** What is wrong with goals is said at once; sources of tools are asked when a Worker is made, and each time anew. */
function activitiesOf(
  options: AgentOptions,
  writer: StoreWriter | undefined,
): () => Promise<ActivityMap> {
  const registry = registryOf(options);
  // The registry has them, and each is checked once.
  const { olderVersions: _, ...others } = options;
  const activitiesFor = (goals: Registry): ActivityMap =>
    agentActivities({ ...others, goals }, writer);
  if (hasToolSources(registry)) return async () => activitiesFor(await askToolSources(registry));
  const made = activitiesFor(registry);
  return () => Promise.resolve(made);
}

/** Whether the Worker's code has a name already, by which tasks may be sent to it. */
function isVersioned({ buildId, useVersioning, workerDeploymentOptions }: WorkerOptions): boolean {
  return buildId !== undefined || useVersioning === true || workerDeploymentOptions !== undefined;
}
