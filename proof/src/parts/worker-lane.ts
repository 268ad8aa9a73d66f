import {
  startWorkerProcess,
  type WorkerProcess,
  type WorkerProcessOptions,
} from './worker-process.js';

/** One Worker process that serves and one that stands by, so that a kill costs no start. */
export interface WorkerLane {
  /** How many processes of this lane have ended by a kill, their own or ours. */
  readonly kills: number;
  /** Tells something to the process that serves; its successors are not told. */
  tell(message: object): void;
  /** Tells something to the next one, right before it serves. */
  tellNext(message: object): void;
  /** SIGKILL to the process that serves; returns when the one that stood by has taken over. */
  kill(): Promise<void>;
  /** Returns when a Worker serves and another one stands by. */
  isWhole(): Promise<void>;
  /** @throws the reason why a process could not be started, if so. */
  close(): Promise<void>;
}

/** What a process that stands by is told when it is its turn; it polls from then on. */
export const serveMessage = { kind: 'serve' } as const;

/**
 * Starts a lane. When the process that serves ends, be it by its own hand, the next one is told to
 * {@link serveMessage serve}, and another one is started.
 *
 * @param file - The Worker's module, as for {@link startWorkerProcess}. It must not poll before it is told to.
 */
export async function openWorkerLane(
  file: string,
  options: WorkerProcessOptions = {},
): Promise<WorkerLane> {
  let kills = 0;
  let closed = false;
  let problem: unknown;
  let forNext: readonly object[] = [];
  let serving = await startWorkerProcess(file, options);
  let standby = start();
  let takeover = Promise.resolve();
  serve(serving);

  function start(): Promise<WorkerProcess | undefined> {
    return startWorkerProcess(file, options).catch((error: unknown) => {
      problem ??= error;
      return undefined;
    });
  }

  function serve(worker: WorkerProcess): void {
    serving = worker;
    for (const message of forNext) worker.tell(message);
    forNext = [];
    worker.tell(serveMessage);
    takeover = succeed(worker);
  }

  async function succeed(worker: WorkerProcess): Promise<void> {
    await worker.exited;
    if (closed) return;
    kills += 1;
    const next = await standby;
    if (next === undefined) return;
    standby = start();
    serve(next);
  }

  return {
    get kills() {
      return kills;
    },
    tell: (message) => serving.tell(message),
    tellNext(message) {
      forNext = [...forNext, message];
    },
    async kill() {
      const over = takeover;
      await serving.kill();
      await over;
    },
    async isWhole() {
      await standby;
      if (problem !== undefined) throw problem;
    },
    async close() {
      closed = true;
      await Promise.all([serving.kill(), standby.then((worker) => worker?.kill())]);
      if (problem !== undefined) throw problem;
    },
  };
}
