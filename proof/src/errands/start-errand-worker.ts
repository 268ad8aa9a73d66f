import { join } from 'node:path';
import { startWorkerProcess, type WorkerProcess } from '../parts/worker-process.js';
import type { Pace } from './goal.js';

/** Where a Worker for errands works, and how fast. */
export interface ErrandWorkerOptions extends Pace {
  readonly address: string;
  readonly taskQueue: string;
  /** The folder of the ledger. */
  readonly ledger: string;
  /** An OpenAI-compatible endpoint to plan with. @defaultValue none: a model in the Worker's process */
  readonly modelUrl?: string;
  /** How far its clock is ahead, in milliseconds. @defaultValue 0 */
  readonly clockShiftMs?: number;
  /** A SQLite file that conversations are written to. @defaultValue none */
  readonly store?: string;
}

/** Starts a Worker for errands in a process of its own; its output goes to `worker.log` beside the ledger. */
export async function startErrandWorker(options: ErrandWorkerOptions): Promise<WorkerProcess> {
  const file = options.clockShiftMs === undefined ? 'errand-worker.ts' : 'shifted-worker.ts';
  return await startWorkerProcess(join(import.meta.dirname, '../workers', file), {
    args: [JSON.stringify(options)],
    log: join(options.ledger, 'worker.log'),
  });
}
