import { DefaultLogger, type RuntimeOptions } from '@temporalio/worker';

/** What a Worker process is started with. */
export interface WorkerStart {
  readonly address: string;
  readonly taskQueue: string;
  readonly modelUrl: string;
  /** The Workflow's bundle, for a Worker that has no plugin to find it. */
  readonly codePath?: string;
}

/** What a Worker process used so far. */
export interface WorkerUsage {
  readonly cpuMs: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
}

/** How a Worker is asked for it. */
export interface UsageOrder {
  readonly kind: 'usage';
  readonly afterGc?: boolean;
}

/** Worker processes log errors only. */
export const quiet: RuntimeOptions = {
  logger: new DefaultLogger('ERROR'),
  shutdownSignals: [],
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
};

/** Has this process tell what it used whenever it is asked, and end with its parent. @returns what it was started with. */
export function measured(): WorkerStart {
  process.once('disconnect', () => process.exit(0));
  process.on('message', ({ kind, afterGc }: UsageOrder) => {
    if (kind !== 'usage') return;
    const { user, system } = process.cpuUsage();
    // Only where memory is of interest: it would count as processor time of what is measured next.
    if (afterGc) globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const usage: WorkerUsage = {
      cpuMs: (user + system) / 1_000,
      heapBytes: heapUsed,
      rssBytes: rss,
    };
    process.send?.({ kind: 'usage', usage });
  });
  return JSON.parse(process.argv[2] ?? '{}') as WorkerStart;
}
