import {
  startWorkerProcess,
  type WorkerMessage,
  type WorkerProcess,
  type WorkerProcessOptions,
} from '../worker/worker-process.js';

/** A Worker that is kept running. */
export interface SupervisedWorker {
  /** Its first word: ready, or why not. */
  readonly started: Promise<WorkerMessage>;
  /** Puts a new one in its place; the old one stays where the new one does not come up. */
  reload(): Promise<WorkerMessage>;
  stop(): Promise<void>;
  kill(): void;
}

const shortestRestartMs = 500;
const longestRestartMs = 10_000;
/** A Worker that ran this long has not failed at its start. */
const soundAfterMs = 30_000;

/**
 * Keeps a Worker running in a process of its own: one that crashes is replaced, after a growing pause.
 *
 * One that never became ready is not tried again until something changes and `reload` is called.
 */
export function superviseWorker(
  options: WorkerProcessOptions,
  report: (line: string) => void,
): SupervisedWorker {
  const all = new Set<WorkerProcess>();
  let current: WorkerProcess | undefined;
  let restartMs = shortestRestartMs;
  let stopping = false;
  let reloads = Promise.resolve<WorkerMessage | undefined>(undefined);

  const start = async (): Promise<WorkerMessage> => {
    const worker = startWorkerProcess(options);
    const startedAt = Date.now();
    all.add(worker);
    void worker.exited.then(() => all.delete(worker));
    const word = await worker.started;
    if (word.kind === 'failed') return word;
    const old = current;
    current = worker;
    void worker.exited.then((how) => onExit(worker, how, startedAt));
    void old?.stop();
    return word;
  };

  const onExit = async (worker: WorkerProcess, how: string, startedAt: number): Promise<void> => {
    if (stopping || worker !== current) return;
    current = undefined;
    if (Date.now() - startedAt > soundAfterMs) restartMs = shortestRestartMs;
    report(`The Worker ended (${how}); another one starts.`);
    await new Promise((resolve) => setTimeout(resolve, restartMs));
    restartMs = Math.min(restartMs * 2, longestRestartMs);
    if (stopping || current !== undefined) return;
    const word = await start();
    report(word.kind === 'ready' ? 'The Worker is back.' : word.message);
  };

  const started = start();
  return {
    started,
    async reload() {
      // One after the other: the last change is the one that stays.
      const next = reloads.then(async () => {
        await started;
        return await start();
      });
      reloads = next;
      return await next;
    },
    async stop() {
      stopping = true;
      await Promise.all([...all].map((worker) => worker.stop()));
    },
    kill() {
      stopping = true;
      for (const worker of all) worker.kill();
    },
  };
}
