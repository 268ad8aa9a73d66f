import { mkdir, open, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 1_000;
// Ten missed beats: its holder is gone. A busy machine delays a timer by seconds, not by ten.
const STALE_MS = 10_000;
const POLL_MS = 200;

/** How to wait for the lock. */
export interface InstallLockOptions {
  /** Called once, when another process holds the lock. */
  readonly onWait?: () => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `action` while holding a lock file, which other processes wait for.
 *
 * The lock spares double work, it does not carry correctness: a lock whose holder died is taken over after ten
 * seconds, and then two could rarely hold it at once. What they install must still be put in place by a rename.
 */
export async function withInstallLock<Result>(
  path: string,
  action: () => Promise<Result>,
  options: InstallLockOptions = {},
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  await acquire(path, options);
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, BEAT_MS);
  beat.unref();
  try {
    return await action();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

async function acquire(path: string, { onWait, signal }: InstallLockOptions): Promise<void> {
  let waited = false;
  while (!(await tryCreate(path))) {
    signal?.throwIfAborted();
    if (await isStale(path)) {
      await rm(path, { force: true });
      continue;
    }
    if (!waited) onWait?.();
    waited = true;
    await sleep(POLL_MS, undefined, signal ? { signal } : {});
  }
}

async function tryCreate(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(`${process.pid}\n`);
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS;
  } catch {
    // Gone in the meantime: the next attempt creates it.
    return false;
  }
}
