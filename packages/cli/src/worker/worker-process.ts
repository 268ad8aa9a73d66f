import { spawn, type ChildProcess } from 'node:child_process';

/** What a Worker that is our child tells us. */
export type WorkerMessage =
  | { readonly kind: 'ready'; readonly goals: readonly string[]; readonly model: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A Worker in a process of its own. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Settles with its first word; never rejects. A process that ends without one has failed. */
  readonly started: Promise<WorkerMessage>;
  /** Settles when the process has ended, with the signal or the code that it ended by. */
  readonly exited: Promise<string>;
  /** It takes nothing new and finishes what it has. */
  stop(): Promise<void>;
  kill(): void;
}

/** How a Worker process is started. */
export interface WorkerProcessOptions {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Receives what it prints. */
  readonly log: (text: string) => void;
}

/**
 * Starts `durable-goals worker` the way this process was started, out of reach of the terminal's Ctrl-C.
 * When we die, it stops by itself: the channel between us closes.
 */
export function startWorkerProcess({ args, env, log }: WorkerProcessOptions): WorkerProcess {
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, 'worker', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });
  // The READY line is for those who start a Worker by hand.
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', log);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
    child.once('error', ({ message }) => resolve(message));
  });
  return {
    pid: child.pid,
    started: firstWord(child, exited),
    exited,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function firstWord(child: ChildProcess, exited: Promise<string>): Promise<WorkerMessage> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      if (isWorkerMessage(message)) resolve(message);
    });
    void exited.then((how) =>
      resolve({ kind: 'failed', message: `The Worker ended (${how}) before it was ready.` }),
    );
  });
}

function isWorkerMessage(value: unknown): value is WorkerMessage {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return value.kind === 'ready' || value.kind === 'failed';
}
