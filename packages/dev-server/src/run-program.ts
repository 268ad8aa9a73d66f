import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Environment } from './cache-directory.js';
import { endWithParent, signalGroup } from './end-with-parent.js';

const KEPT_LINES = 400;
const KILL_AFTER_MS = 2_000;

/** How to run a program. */
export interface ProgramOptions {
  readonly env?: Environment;
  readonly cwd?: string;
  /** Ends the program and everything it started: SIGTERM, after two seconds SIGKILL. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each line of its output and errors. */
  readonly onLine?: (line: string) => void;
}

/** How a program ended. */
export interface ProgramResult {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  /** Its last lines, at most 400, output and errors together. */
  readonly lines: readonly string[];
}

/**
 * Runs a program to its end, in a process group of its own that ends with our process.
 *
 * @throws The system's error when it cannot be started; the signal's reason when that was aborted.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env, cwd, signal, onLine }: ProgramOptions = {},
): Promise<ProgramResult> {
  signal?.throwIfAborted();
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(env && { env }),
    ...(cwd !== undefined && { cwd }),
  });
  endWithParent(child);
  const lines = keepLines([child.stdout, child.stderr], { limit: KEPT_LINES, onLine });
  const abort = (): void => {
    signalGroup(child, 'SIGTERM');
    // Temporal's SDK catches SIGTERM, and then waits for a download that has stalled.
    setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS).unref();
  };
  signal?.addEventListener('abort', abort);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    return { code, lines };
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Reads streams line by line.
 *
 * @returns The last `limit` lines, kept up to date while the streams flow.
 */
export function keepLines(
  streams: readonly Readable[],
  { limit, onLine }: { limit: number; onLine?: ((line: string) => void) | undefined },
): readonly string[] {
  const lines: string[] = [];
  for (const input of streams) {
    createInterface({ input, crlfDelay: Infinity }).on('line', (line) => {
      lines.push(line);
      if (lines.length > limit) lines.shift();
      onLine?.(line);
    });
  }
  return lines;
}
