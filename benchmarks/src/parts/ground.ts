import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentClient } from '@durable-goals/client';
import { startDevServer } from '@durable-goals/dev-server';
import { Client, Connection } from '@temporalio/client';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import type { goals } from '../durable/goals.js';
import { cpuMsOf } from './processor-time.js';
import { startChild, type Child } from './child.js';
import type { UsageOrder, WorkerUsage } from './measured-worker.js';
import type { StubOrder, StubReport } from './model-stub.js';
import type { PromptShape } from './prompt-shape.js';

/** Which loop is measured. */
export type Kind = 'raw' | 'durable';

/** A server, a model and clients, all of them processes of their own. */
export interface Ground extends AsyncDisposable {
  readonly client: Client;
  /** Starts a Worker, on a Task Queue that is named like it unless another is given. */
  startWorker(kind: Kind, taskQueue?: string): Promise<MeasuredWorker>;
  /** Starts another module as a Worker process. */
  startProcess(path: string, taskQueue: string): Promise<MeasuredProcess>;
  agents(taskQueue?: string): AgentClient<typeof goals>;
  /** Where the server listens, and where the model does. */
  readonly address: string;
  readonly modelUrl: string;
  /** The raw loop's bundle. */
  readonly rawCodePath: string;
  /** Orders of the model. @returns what it was asked since the last order. */
  model(order?: StubOrder): Promise<readonly PromptShape[]>;
  /** The same. @returns when it answered, too. */
  modelReport(order?: StubOrder): Promise<StubReport>;
  /** Processor time of the server so far, in milliseconds; `undefined` where that cannot be read. */
  serverCpuMs(): Promise<number | undefined>;
}

export interface MeasuredWorker {
  usage(order?: Pick<UsageOrder, 'afterGc'>): Promise<WorkerUsage>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** One that has orders of its own, too. */
interface MeasuredProcess extends MeasuredWorker, Pick<Child<object>, 'ask'> {}

/** A Temporal server that somebody else starts and stops. */
interface GivenServer {
  readonly address: string;
  readonly pid: number;
}

/** What a ground has beside what it opens itself. */
export interface GroundOptions {
  /** In place of a dev server of its own. */
  readonly server?: GivenServer;
  /** A folder, in which each Task Queue's Worker has its own for what it did when. */
  readonly profiles?: string | undefined;
}

/** Opens a ground that nobody else uses. */
export async function openGround({ server: given, profiles }: GroundOptions = {}): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), 'benchmark-'));
  const own = given === undefined ? await startDevServer() : undefined;
  const server = given ?? own ?? { address: '', pid: 0 };
  const stub = await startChild<{ readonly url: string }>('parts/model-stub.ts');
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection });
  const codePath = join(profiles ?? folder, 'raw-bundle.js');
  await writeFile(codePath, (await rawBundle()).code);
  const workers = new Set<Child<object>>();
  const startProcess = async (path: string, taskQueue: string): Promise<MeasuredProcess> => {
    const start = { address: server.address, taskQueue, modelUrl: stub.ready.url, codePath };
    const profiling =
      profiles === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', join(profiles, taskQueue)];
    const worker = await startChild(path, start, profiling);
    workers.add(worker);
    return {
      async ask<Answer>(order: object) {
        return await worker.ask<Answer>(order);
      },
      async usage(order = {}) {
        const asked: UsageOrder = { ...order, kind: 'usage' };
        return (await worker.ask<{ readonly usage: WorkerUsage }>(asked)).usage;
      },
      async stop(signal) {
        workers.delete(worker);
        await worker.stop(signal);
      },
    };
  };
  return {
    client,
    startProcess,
    startWorker: (kind, taskQueue = kind) => startProcess(`${kind}/${kind}-worker.ts`, taskQueue),
    // A slow answer is measured, not given up on.
    agents: (taskQueue = 'durable') =>
      new AgentClient({ client, taskQueue, patience: { acceptMs: 60_000 } }),
    address: server.address,
    modelUrl: stub.ready.url,
    rawCodePath: codePath,
    model: async (order = {}) => (await stub.ask<StubReport>(order)).prompts,
    modelReport: async (order = {}) => await stub.ask<StubReport>(order),
    serverCpuMs: () => cpuMsOf(server.pid),
    async [Symbol.asyncDispose]() {
      await Promise.all([...workers].map((worker) => worker.stop('SIGKILL')));
      await stub.stop('SIGKILL');
      await connection.close();
      await own?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let bundling: Promise<WorkflowBundleWithSourceMap> | undefined;

/** Bundles the raw loop, once for all grounds. */
async function rawBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundling ??= bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, '../raw/raw-workflow.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  return await bundling;
}
