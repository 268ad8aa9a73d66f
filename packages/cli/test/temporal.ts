import { randomInt } from 'node:crypto';
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

/**
 * A port that nothing listens on, with a free one a thousand above for the user interface; none that the
 * system would hand out to somebody else meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 30_000);
    if ((await isFree(port)) && (await isFree(port + 1000))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
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
