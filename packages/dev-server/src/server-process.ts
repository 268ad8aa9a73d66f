import { spawn, type ChildProcess } from 'node:child_process';
import type { Environment } from './cache-directory.js';
import { endWithParent, signalGroup } from './end-with-parent.js';
import { failures } from './failures.js';
import { keepLines } from './run-program.js';

// It ends within a second of SIGTERM; a loaded machine gets ten.
const STOP_TIMEOUT_MS = 10_000;
const KEPT_LINES = 20;

/** How a dev server's process ended. */
export interface DevServerExit {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines it printed, at most 20. */
  readonly lastLines: readonly string[];
}

/** A server's process, from its start on. */
export interface ServerProcess {
  /** `undefined` when the system could not start it; `exited` then says why. */
  readonly pid: number | undefined;
  readonly exited: Promise<DevServerExit>;
  readonly lastLines: readonly string[];
  /** SIGTERM, after ten seconds SIGKILL; waits for the end. */
  stop(): Promise<void>;
}

/** Starts a server in a process group of its own, which a terminal's Ctrl-C does not reach. Ends with us. */
export function startProcess(
  program: string,
  args: readonly string[],
  { env, log }: { env?: Environment | undefined; log?: ((line: string) => void) | undefined },
): ServerProcess {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(env && { env }),
  });
  endWithParent(child);
  let stopping = false;
  const lastLines = keepLines([child.stdout, child.stderr], {
    limit: KEPT_LINES,
    onLine: (line) => {
      // A server that is told to stop complains of connections lost to itself.
      if (!stopping) log?.(line);
    },
  });
  const exited = new Promise<DevServerExit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, lastLines }));
    child.once('error', ({ message }) => {
      resolve({ code: null, signal: null, lastLines: [message] });
    });
  });
  const stop = (): Promise<void> => {
    stopping = true;
    return terminate(child, exited);
  };
  return { pid: child.pid, exited, lastLines, stop };
}

async function terminate(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const deadline = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(deadline);
}

/** How long a server may take to start, and what else may end the wait. */
export interface StartLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs a wait that ends early when the server's process ends, takes too long or the caller gives up.
 *
 * @throws `ServerDidNotStart` with the server's last lines; the caller's abort reason; what the wait throws.
 */
export async function whileStarting(
  server: ServerProcess,
  { timeoutMs, signal }: StartLimits,
  wait: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const giveUp = (fact: string): void =>
    controller.abort(failures.serverDidNotStart(fact, server.lastLines));
  void server.exited.then((exit) => {
    controller.abort(failures.serverDidNotStart(earlyEnd(exit), exit.lastLines));
  });
  const timer = setTimeout(() => giveUp(`did not serve within ${timeoutMs / 1000} s`), timeoutMs);
  const ends = signal ? AbortSignal.any([controller.signal, signal]) : controller.signal;
  try {
    await wait(ends);
    ends.throwIfAborted();
  } finally {
    clearTimeout(timer);
  }
}

function earlyEnd({ code, signal }: DevServerExit): string {
  if (signal !== null) return `was ended by ${signal} before it served`;
  return code === null ? 'could not be run' : `ended with code ${code} before it served`;
}
