import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { AgentClient } from '@durable-goals/client';
import type { ConversationStore, ServerLimits } from '@durable-goals/core';
import { sqliteStore } from '@durable-goals/store';
import { startDevServer } from '@durable-goals/dev-server';
import { companyDay, type Script } from './script.js';
import { quickClient } from '../../../packages/testing/src/crash-test/quick-client.js';
import { connectedTo } from '../parts/connected.js';
import { openWorkerLane, type WorkerLane } from '../parts/worker-lane.js';

/** Where golden conversations are held: a server, a client, and one lane of Workers for each Task Queue. */
export interface Stage extends AsyncDisposable {
  readonly lanes: readonly GoldenLane[];
}

/** A Task Queue with its Workers, for one conversation at a time. */
export interface GoldenLane {
  readonly client: Client;
  readonly agents: AgentClient;
  readonly workers: WorkerLane;
  /** The conversation that is held on it. */
  readonly script: Script;
  /** What its Workers write to. */
  readonly store: ConversationStore;
  /** Holds a folder for each conversation. */
  readonly folder: string;
}

/** What the client asks for below holds for sub-agents, too, which the Workflow begins. */
const dynamicConfig = { 'history.defaultWorkflowTaskTimeout': '2s' };

const workerFile = join(import.meta.dirname, '../workers/golden-worker.ts');

/** Opens a stage in a folder, on a server that runs or with a dev server of its own. */
export async function openStage({
  folder,
  lanes: count,
  kind,
  script = companyDay,
  address: given,
  serverLimits,
}: {
  readonly folder: string;
  readonly lanes: number;
  readonly kind: 'careful' | 'naive';
  /** @defaultValue the golden conversation */
  readonly script?: Script;
  /** Of a server that is not the stage's own. */
  readonly address?: string;
  /** What that server allows, where it is less than usual. */
  readonly serverLimits?: ServerLimits;
}): Promise<Stage> {
  const env: Record<string, string> =
    serverLimits === undefined ? {} : { TEMPORAL_SERVER_LIMITS: JSON.stringify(serverLimits) };
  const own = given === undefined ? await startDevServer({ dynamicConfig }) : undefined;
  const address = given ?? own?.address ?? '';
  const connection = await connectedTo(address);
  const client = quickClient(connection);
  const lanes = await Promise.all(
    Array.from({ length: count }, async (_, index): Promise<GoldenLane> => {
      const taskQueue = `golden-${index + 1}`;
      const args = [address, taskQueue, folder, kind];
      const log = join(folder, `workers-${index + 1}.log`);
      const workers = await openWorkerLane(workerFile, { args, log, env });
      const patience = { acceptMs: 15_000, answerMs: 60_000 };
      const agents = new AgentClient({ client, taskQueue, patience });
      const store = sqliteStore(join(folder, `${taskQueue}.db`));
      return { client, agents, workers, script, store, folder };
    }),
  );
  return {
    lanes,
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.map(({ workers }) => workers.close()));
      await Promise.all(lanes.map(({ store }) => store.close()));
      await connection.close();
      await own?.stop();
    },
  };
}
