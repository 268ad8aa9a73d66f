import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Environment } from './cache-directory.js';
import { failures, reasonOf, type Missed } from './failures.js';
import { isExecutable } from './find-program.js';
import type { FoundServer, ServerSource } from './found-server.js';
import { withInstallLock } from './install-lock.js';
import type { OnProgress } from './progress.js';

const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** What a way of installing works with. */
export interface InstallJob {
  /** An empty folder on the cache's disk. Becomes the installed folder as it is. */
  readonly staging: string;
  readonly env: Environment;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One way of installing a server. */
export interface Way {
  readonly source: ServerSource;
  readonly title: string;
  /** Puts the program into the staging folder. @throws The reason, in words, when it cannot. */
  install(job: InstallJob): Promise<void>;
}

/** A server that can be installed. */
export interface Installable {
  readonly what: string;
  /** Where its program file ends up; its folder holds nothing else. */
  readonly program: string;
  /** In the order to try. */
  readonly ways: readonly Way[];
  /** Proves that a staged program runs. @returns Its version, if it tells. @throws When it does not run. */
  check(program: string, env: Environment): Promise<string | undefined>;
}

/**
 * Installs a server by the first way that works. Processes that do so at once wait for the first of them.
 *
 * A way works in a staging folder, which is renamed into place once its program has run: the installed folder is
 * whole or absent, also after a crash.
 *
 * @param missed - Where it was looked for before; part of the message when every way fails.
 * @throws `ServerNotInstalled` when every way failed.
 */
export async function install(
  installable: Installable,
  job: Omit<InstallJob, 'staging'>,
  missed: readonly Missed[],
): Promise<FoundServer> {
  const folder = dirname(installable.program);
  const cacheDir = dirname(dirname(folder));
  const refused = await prepareCache(cacheDir);
  if (refused) throw failures.serverNotInstalled(installable.what, [...missed, refused]);
  const lock = join(cacheDir, `${basename(dirname(folder))}-${basename(folder)}.lock`);
  return withInstallLock(lock, () => installLocked(installable, job, missed), {
    signal: job.signal,
    onWait: () => job.onProgress?.(`Another process installs ${installable.what}; waiting for it…`),
  });
}

async function installLocked(
  installable: Installable,
  job: Omit<InstallJob, 'staging'>,
  missed: readonly Missed[],
): Promise<FoundServer> {
  const { program } = installable;
  if (await isExecutable(program)) return { path: program, source: 'cache' };
  const failed: Missed[] = [];
  for (const way of installable.ways) {
    try {
      const version = await tryWay(installable, way, job);
      return { path: program, source: way.source, ...(version !== undefined && { version }) };
    } catch (error) {
      job.signal?.throwIfAborted();
      failed.push({ way: way.title, reason: reasonOf(error) });
    }
  }
  throw failures.serverNotInstalled(installable.what, [...missed, ...failed]);
}

async function tryWay(
  installable: Installable,
  way: Way,
  job: Omit<InstallJob, 'staging'>,
): Promise<string | undefined> {
  const { program } = installable;
  const folder = dirname(program);
  const staging = await mkdtemp(join(dirname(dirname(folder)), 'staging-'));
  try {
    await way.install({ ...job, staging });
    const version = await installable.check(join(staging, basename(program)), job.env);
    await moveIntoPlace(staging, program);
    return version;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function moveIntoPlace(staging: string, program: string): Promise<void> {
  const folder = dirname(program);
  await mkdir(dirname(folder), { recursive: true });
  try {
    await rename(staging, folder);
  } catch (error) {
    // Another process was faster, and its program is as good as ours.
    if (await isExecutable(program)) return;
    // Someone emptied the folder by hand.
    await rm(folder, { recursive: true, force: true });
    await rename(staging, folder).catch(() => {
      throw error;
    });
  }
}

/** Makes the cache folder and drops what installs that were killed left behind more than a day ago. */
async function prepareCache(cacheDir: string): Promise<Missed | undefined> {
  try {
    await mkdir(cacheDir, { recursive: true });
    for (const name of await readdir(cacheDir)) {
      const path = join(cacheDir, name);
      if (!name.startsWith('staging-')) continue;
      if (Date.now() - (await stat(path)).mtimeMs < ABANDONED_MS) continue;
      await rm(path, { recursive: true, force: true });
    }
    return undefined;
  } catch (error) {
    return {
      way: 'install',
      reason: `the cache folder cannot be written (${reasonOf(error)}). Set DURABLE_GOALS_CACHE_DIR to one that can.`,
    };
  }
}
