import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cachedTestServerPath, TEST_SERVER_VERSION } from './cache-directory.js';
import type { Missed } from './failures.js';
import { findJava, isExecutable } from './find-program.js';
import {
  lookupSettings,
  programFrom,
  type EnsureOptions,
  type FindOptions,
  type FoundServer,
  type Lookup,
} from './found-server.js';
import { install } from './install.js';
import { JARS_FOLDER, testServerByMaven } from './install-test-server-by-maven.js';
import { sdkDownload } from './sdk-download.js';

const VARIABLE = 'TEMPORAL_TEST_SERVER_PATH';
const WHAT = "Temporal's time-skipping server";

/**
 * Looks for Temporal's time-skipping server: `TEMPORAL_TEST_SERVER_PATH`, then our cache. Installs nothing.
 *
 * @throws `ProgramNotUsable` when `TEMPORAL_TEST_SERVER_PATH` names something that is no executable file.
 */
export async function findTestServer(options: FindOptions = {}): Promise<FoundServer | undefined> {
  return (await lookForTestServer(options)).found;
}

/**
 * Finds the time-skipping server, or installs it into our cache: with the SDK's download, else with Maven and
 * Java. Its path fits `TestWorkflowEnvironment.createTimeSkipping` as an `existing-path` executable.
 *
 * @throws `ProgramNotUsable` as `findTestServer`; `ServerNotInstalled`, which lists every way, when none worked.
 */
export async function ensureTestServer(options: EnsureOptions = {}): Promise<FoundServer> {
  options.signal?.throwIfAborted();
  const lookup = await lookForTestServer(options);
  if (lookup.found) return lookup.found;
  const { cacheDir, env } = lookupSettings(options);
  const installable = {
    what: WHAT,
    program: cachedTestServerPath(cacheDir),
    ways: [sdkDownload('test-server'), testServerByMaven],
    // It has no way to tell its version, and each way of installing checks what it needs.
    check: () => Promise.resolve(TEST_SERVER_VERSION),
  };
  const { onProgress, signal } = options;
  return install(installable, { env, onProgress, signal }, lookup.missed);
}

async function lookForTestServer(options: FindOptions): Promise<Lookup> {
  const { cacheDir, env } = lookupSettings(options);
  const named = await programFrom(VARIABLE, env);
  if (named !== undefined) return { found: { path: named, source: 'environment' } };

  const missed: Missed[] = [
    { way: VARIABLE, reason: 'not set. Set it to the path of the server or of a launcher script.' },
  ];
  const cached = cachedTestServerPath(cacheDir);
  if (!(await isExecutable(cached))) return { missed };
  const needsJava = await exists(join(dirname(cached), JARS_FOLDER));
  if (!needsJava || (await findJava(env)) !== undefined) {
    return { found: { path: cached, source: 'cache', version: TEST_SERVER_VERSION } };
  }
  missed.push({ way: 'cache', reason: "it is there, but needs 'java', which is not on PATH." });
  return { missed };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
