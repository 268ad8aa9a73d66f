import { randomUUID } from 'node:crypto';
import { AgentPlugin, type AgentOptions } from '@durable-goals/activities';
import {
  AgentClient,
  type Conversation,
  type GoalOf,
  type StartOptions,
} from '@durable-goals/client';
import { ensureTestServer, startDevServer, type OnProgress } from '@durable-goals/dev-server';
import type { Goal } from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import { endsInOrder } from './ends-in-order.js';
import { quietRuntime } from './quiet.js';
import { startTimeSkipping } from './start-time-skipping.js';

export interface TestAgentOptions<Goals extends readonly Goal[]> extends Omit<
  AgentOptions,
  'goals'
> {
  readonly goals: Goals;
  /**
   * `time-skipping`: a day of waiting passes in a moment. `dev`: Temporal's dev server, in real time.
   * An environment of the test's own is used and left open.
   *
   * @defaultValue 'time-skipping'
   */
  readonly server?: 'time-skipping' | 'dev' | TestWorkflowEnvironment;
  readonly taskQueue?: string;
  readonly worker?: Partial<WorkerOptions>;
  /** Told when a server has to be installed first, which takes minutes, once. @defaultValue standard error */
  readonly onProgress?: OnProgress;
}

/** An agent under test: a real server, a real Worker, a client. */
export interface TestAgent<Goals extends readonly Goal[]> {
  readonly agents: AgentClient<Goals>;
  readonly client: Client;
  readonly environment: TestWorkflowEnvironment;
  readonly taskQueue: string;
  /** Starts a conversation and waits for what the agent says first. */
  start<Id extends Goals[number]['id']>(
    goalId: Id,
    options?: StartOptions,
  ): Promise<Conversation<GoalOf<Goals, Id>>>;
  /** Lets time pass: at once on the time-skipping server. */
  sleep(ms: number): Promise<void>;
  /** Stops the Worker and leaves the server, for a test in which another Worker takes over. */
  stopWorker(): Promise<void>;
  /** Stops the Worker and the server. */
  close(): Promise<void>;
}

/**
 * Runs goals for a test: no network, no key, and with time skipping no waiting.
 *
 * Under time skipping, let time pass with `sleep`; waiting for `result()` would skip to the end of time.
 *
 * @throws `ServerNotInstalled`, which lists the ways to get one, when there is no server and none can be installed.
 */
export async function createTestAgent<const Goals extends readonly Goal[]>(
  options: TestAgentOptions<Goals>,
): Promise<TestAgent<Goals>> {
  const {
    goals,
    server = 'time-skipping',
    taskQueue = `test-${randomUUID()}`,
    worker,
    ...agent
  } = options;
  quietRuntime();
  const { environment, close } = await openServer(server, options.onProgress ?? toStandardError);
  const running = await Worker.create({
    connection: environment.nativeConnection,
    namespace: environment.namespace ?? 'default',
    taskQueue,
    plugins: [new AgentPlugin({ ...agent, goals })],
    ...worker,
  });
  const stopped = running.run();
  const stopWorker = async (): Promise<void> => {
    if (running.getState() === 'RUNNING') running.shutdown();
    await stopped;
  };
  const { client } = environment;
  const { store, results } = agent;
  const agents = new AgentClient<Goals>({
    client,
    taskQueue,
    goals,
    ...(store === undefined ? {} : { store }),
    ...(results === undefined ? {} : { results }),
  });
  return {
    agents,
    client,
    environment,
    taskQueue,
    async start(goalId, start) {
      const conversation = await agents.start(goalId, start);
      await conversation.waitFor();
      return conversation;
    },
    sleep: async (ms) => {
      await environment.sleep(ms);
    },
    stopWorker,
    async close() {
      await stopWorker();
      await close();
    },
  };
}

interface Opened {
  readonly environment: TestWorkflowEnvironment;
  readonly close: () => Promise<void>;
}

async function openServer(
  server: 'time-skipping' | 'dev' | TestWorkflowEnvironment,
  onProgress: OnProgress,
): Promise<Opened> {
  if (server === 'time-skipping') {
    const { path } = await ensureTestServer({ onProgress });
    const environment = await startTimeSkipping(path);
    return { environment, close: async () => await environment.teardown() };
  }
  if (server !== 'dev') return { environment: server, close: async () => {} };
  const devServer = await startDevServer({ onProgress });
  const { address, namespace } = devServer;
  const environment = await TestWorkflowEnvironment.createFromExistingServer({
    address,
    namespace,
    plugins: [endsInOrder],
  });
  return {
    environment,
    async close() {
      await environment.teardown();
      await devServer.stop();
    },
  };
}

function toStandardError(message: string): void {
  process.stderr.write(`${message}\n`);
}
