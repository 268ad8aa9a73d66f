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

/** Worker processes log errors only. */
export const quiet: RuntimeOptions = {
  logger: new DefaultLogger('ERROR'),
  shutdownSignals: [],
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
};

/** Has this process tell what it used whenever it is asked, and end with its parent. @returns what it was started with. */
export function measured(): WorkerStart {
  process.once('disconnect', () => process.exit(0));
  process.on('message', ({ kind }: { readonly kind: string }) => {
    if (kind !== 'usage') return;
    const { user, system } = process.cpuUsage();
    // After the processor time was read, which is not this one's.
    globalThis.gc?.();
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
