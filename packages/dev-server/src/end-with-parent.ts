import { spawn, type ChildProcess } from 'node:child_process';

// Waits until its standard input closes, which the system does however our process ends, SIGKILL included.
// A minus before the process id means its group; `--` before that is more than Debian's sh understands.
const WATCHDOG = `
read -r nothing
kill -TERM "-$1" 2>/dev/null || exit 0
for second in 1 2 3 4 5 6 7 8 9 10; do
  sleep 1
  kill -0 "-$1" 2>/dev/null || exit 0
done
kill -KILL "-$1" 2>/dev/null
`;

const living = new Set<ChildProcess>();
let listening = false;

/**
 * Makes a child process end when ours does.
 *
 * `process.exit` and a normal end: an exit listener sends SIGTERM. Death by a signal, SIGKILL included: on
 * Linux and macOS a small `sh` holds the other end of a pipe, and stops the child's process group when the
 * pipe closes (SIGTERM, after ten seconds SIGKILL). Windows has only the exit listener. No signal handlers
 * are installed, so the host's own handling of Ctrl-C stays as it is.
 *
 * @param child - Started with `detached: true` where the platform is not Windows, so it leads its group.
 */
export function endWithParent(child: ChildProcess): void {
  if (child.pid === undefined) return;
  living.add(child);
  listenForExit();
  const watchdog = startWatchdog(child.pid);
  child.once('exit', () => {
    living.delete(child);
    watchdog?.kill('SIGKILL');
  });
}

/** Sends a signal to a child and, where it leads a process group, to everything it started. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group ended between the check and the call.
  }
}

function listenForExit(): void {
  if (listening) return;
  listening = true;
  process.once('exit', () => {
    for (const child of living) signalGroup(child, 'SIGTERM');
  });
}

function startWatchdog(pid: number): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined;
  const watchdog = spawn('/bin/sh', ['-c', WATCHDOG, 'durable-goals-watchdog', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a watchdog the exit listener remains; a missing /bin/sh is no reason to fail.
  watchdog.once('error', () => undefined);
  watchdog.unref();
  const stdin: unknown = watchdog.stdin;
  if (isUnrefable(stdin)) stdin.unref();
  return watchdog;
}

function isUnrefable(value: unknown): value is { unref(): void } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'unref' in value &&
    typeof value.unref === 'function'
  );
}
