import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A Worker in a process of its own, to be killed. */
export interface WorkerProcess {
  readonly pid: number;
  /** Settles when it has ended, with the signal or the code that it ended by. */
  readonly exited: Promise<string>;
  /** Sends it a message; one to a process that is gone is lost. */
  tell(message: object): void;
  /** SIGKILL; returns when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; returns when the process is gone, with how it ended. */
  stop(): Promise<string>;
}

export interface WorkerProcessOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where its output goes, appended; standard error when left out. */
  readonly log?: string;
}

/**
 * Starts a module as a Worker process and waits until it says `ready` over the channel between us.
 *
 * The process ends when that channel closes, so none outlives the proof.
 *
 * @param file - The module's path, run by Node as this process is. It calls `isReady()` of `parts/is-ready.ts`.
 * @throws when it ends before it is ready.
 */
export async function startWorkerProcess(
  file: string,
  { args = [], env = {}, log }: WorkerProcessOptions = {},
): Promise<WorkerProcess> {
  const node = [...process.execArgv, file, ...args];
  const child = spawn(process.execPath, node, {
    env: { ...process.env, ...env },
    stdio: [
      'ignore',
      log === undefined ? 'ignore' : 'pipe',
      log === undefined ? 'inherit' : 'pipe',
      'ipc',
    ],
  });
  if (log !== undefined) {
    const sink = createWriteStream(log, { flags: 'a' });
    child.stdout?.pipe(sink, { end: false });
    child.stderr?.pipe(sink, { end: false });
    child.once('close', () => sink.end());
  }
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    child.once('error', ({ message }) => resolve(message));
  });
  const ready = once(child, 'message').then(() => undefined);
  const early = exited.then((how) => `The Worker ended (${how}) before it was ready.`);
  const problem = await Promise.race([ready, early]);
  if (problem !== undefined) throw new Error(problem);
  return {
    pid: child.pid ?? 0,
    exited,
    tell(message) {
      // A process that was just killed has no channel any more.
      if (child.connected) child.send(message, () => undefined);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      child.kill('SIGTERM');
      return await exited;
    },
  };
}
