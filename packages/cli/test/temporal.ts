import { createServer } from 'node:net';
import {
  DevServerError,
  ensureTemporalCli,
  startDevServer,
  type DevServer,
  type FoundServer,
} from '@durable-goals/dev-server';
import { start, type Cleanup, type Running } from './command.js';

/** Temporal's CLI, or why there is none. */
export async function temporalCli(): Promise<{ cli?: FoundServer; missing?: string }> {
  try {
    return { cli: await ensureTemporalCli({ onProgress: (line) => console.error(line) }) };
  } catch (error) {
    if (!(error instanceof DevServerError)) throw error;
    return { missing: error.message };
  }
}

/** A port that nothing listens on, with a free one a thousand above for the user interface. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0);
    if (port < 60_000 && (await listenOnce(port + 1000).catch(() => 0)) > 0) return port;
  }
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A dev server for a whole file of tests. */
export async function startTemporal(cli: FoundServer | undefined): Promise<DevServer | undefined> {
  return cli && (await startDevServer({ cliPath: cli.path }));
}

/** A Worker in a process of its own, polling. */
export async function startWorker(
  { address, folder, goals, taskQueue }: WorkerPlace,
  context: Cleanup,
): Promise<Running> {
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_TASK_QUEUE: taskQueue };
  const worker = start(['worker', '--goals', goals], { folder, env }, context);
  await worker.prints(/READY/);
  return worker;
}

/** Where a Worker works. */
export interface WorkerPlace {
  readonly address: string;
  readonly folder: string;
  readonly goals: string;
  readonly taskQueue: string;
}
