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
 * Keeps a Worker running in a process of its own: one that ends is replaced, after a growing pause, until
 * one is ready again. Where not even the first one became ready, only `reload` starts another.
 */
export function superviseWorker(
  options: WorkerProcessOptions,
  report: (line: string) => void,
): SupervisedWorker {
  const all = new Set<WorkerProcess>();
  let current: WorkerProcess | undefined;
  let restartMs = shortestRestartMs;
  let stopping = false;

  const start = async (): Promise<WorkerMessage> => {
    const worker = startWorkerProcess(options);
    const startedAt = Date.now();
    all.add(worker);
    void worker.exited.then(() => all.delete(worker));
    const word = await worker.started;
    if (word.kind === 'failed') return word;
    const old = current;
    current = worker;
    void worker.exited.then(async (how) => {
      if (stopping || worker !== current) return;
      current = undefined;
      if (Date.now() - startedAt > soundAfterMs) restartMs = shortestRestartMs;
      report(`The Worker ended (${how}); another one starts.`);
      await replace();
    });
    void old?.stop();
    return word;
  };

  const replace = async (): Promise<void> => {
    for (let said = ''; ; restartMs = Math.min(restartMs * 2, longestRestartMs)) {
      await new Promise((resolve) => setTimeout(resolve, restartMs));
      if (stopping || current !== undefined) return;
      const word = await start();
      if (stopping) return;
      if (word.kind === 'ready') return report('The Worker is back.');
      if (word.message !== said) report(`The Worker does not start: ${word.message}`);
      said = word.message;
    }
  };

  const started = start();
  let last = started;
  return {
    started,
    reload() {
      // One after the other, so that the last change is the one that stays.
      last = last.then(start);
      return last;
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
