import { cachedCliPath, type Environment } from './cache-directory.js';
import { failures, reasonOf, type Missed } from './failures.js';
import { findOnPath, isExecutable } from './find-program.js';
import {
  lookupSettings,
  programFrom,
  type EnsureOptions,
  type FindOptions,
  type FoundServer,
  type Lookup,
} from './found-server.js';
import { install } from './install.js';
import { cliByGo } from './install-cli-by-go.js';
import { runProgram } from './run-program.js';
import { sdkDownload } from './sdk-download.js';

const VARIABLE = 'TEMPORAL_CLI_PATH';
const WHAT = "Temporal's dev server";
// `temporal --version` takes 0.1 s; a loaded machine may need seconds to page 200 MB in.
const VERSION_TIMEOUT_MS = 15_000;

/**
 * Looks for Temporal's CLI: `TEMPORAL_CLI_PATH`, then `temporal` on `PATH`, then our cache. Installs nothing.
 *
 * @throws `ProgramNotUsable` when `TEMPORAL_CLI_PATH` names something that does not run.
 */
export async function findTemporalCli(options: FindOptions = {}): Promise<FoundServer | undefined> {
  return (await lookForCli(options)).found;
}

/**
 * Finds Temporal's CLI, or installs it into our cache: with the SDK's download, else with Go.
 *
 * @throws `ProgramNotUsable` as `findTemporalCli`; `ServerNotInstalled`, which lists every way, when none worked.
 */
export async function ensureTemporalCli(options: EnsureOptions = {}): Promise<FoundServer> {
  options.signal?.throwIfAborted();
  const lookup = await lookForCli(options);
  if (lookup.found) return lookup.found;
  const { cacheDir, env } = lookupSettings(options);
  const installable = {
    what: WHAT,
    program: cachedCliPath(cacheDir),
    ways: [sdkDownload('cli'), cliByGo],
    check: cliVersion,
  };
  const { onProgress, signal } = options;
  return install(installable, { env, onProgress, signal }, lookup.missed);
}

async function lookForCli(options: FindOptions): Promise<Lookup> {
  const { cacheDir, env } = lookupSettings(options);
  const named = await programFrom(VARIABLE, env);
  if (named !== undefined) return { found: await checkNamed(named, env) };

  const missed: Missed[] = [
    {
      way: VARIABLE,
      reason: "not set. Set it to the path of Temporal's CLI, the program 'temporal'.",
    },
  ];
  const onPath = await findOnPath('temporal', env);
  if (onPath === undefined) {
    missed.push({
      way: "'temporal' on PATH",
      reason: "not there. 'brew install temporal', or https://docs.temporal.io/cli#install.",
    });
  } else {
    try {
      return { found: { path: onPath, source: 'path', version: await cliVersion(onPath, env) } };
    } catch (error) {
      missed.push({ way: "'temporal' on PATH", reason: reasonOf(error) });
    }
  }

  const cached = cachedCliPath(cacheDir);
  // It ran once before it was put there, so it is not asked again.
  if (await isExecutable(cached)) return { found: { path: cached, source: 'cache' } };
  return { missed };
}

async function checkNamed(path: string, env: Environment): Promise<FoundServer> {
  try {
    return { path, source: 'environment', version: await cliVersion(path, env) };
  } catch (error) {
    throw failures.programNotUsable(VARIABLE, path, `does not work: ${reasonOf(error)}`);
  }
}

/**
 * Asks a program whether it is Temporal's CLI.
 *
 * @returns Its version, such as `1.5.1`.
 * @throws When it does not run, or answers like another program.
 */
async function cliVersion(path: string, env: Environment): Promise<string> {
  const signal = AbortSignal.timeout(VERSION_TIMEOUT_MS);
  const { code, lines } = await runProgram(path, ['--version'], { env, signal });
  const version = /^temporal version (\S+)/m.exec(lines.join('\n'))?.[1];
  if (code === 0 && version !== undefined) return version;
  const said = lines.at(0) ?? 'nothing';
  throw failures.installFailed(
    `'${path} --version' ended with code ${code} and said '${said}', not 'temporal version …'`,
  );
}
