import { resolve } from 'node:path';
import { cacheDirectory, type Environment } from './cache-directory.js';
import { failures, type Missed } from './failures.js';
import { isExecutable } from './find-program.js';
import type { OnProgress } from './progress.js';

/** Where a server's program came from. The last three are only seen right after an install. */
export type ServerSource = 'environment' | 'path' | 'cache' | 'download' | 'go' | 'maven';

/** A server's program that can be run. */
export interface FoundServer {
  /** Absolute path of the program. */
  readonly path: string;
  readonly source: ServerSource;
  /** As the program tells it; absent when it was not asked. */
  readonly version?: string;
}

/** Where to look for a server. */
export interface FindOptions {
  /** @defaultValue `cacheDirectory(env)` */
  readonly cacheDir?: string;
  /** Environment to read, and to run installers with. @defaultValue `process.env` */
  readonly env?: Environment;
}

/** How to find or install a server. */
export interface EnsureOptions extends FindOptions {
  /** Told at once when something takes time, then every ten seconds. */
  readonly onProgress?: OnProgress;
  /** Stops an install and everything it started. */
  readonly signal?: AbortSignal;
}

/** Either the server, or every place that was looked at in vain. */
export type Lookup =
  | { readonly found: FoundServer }
  | { readonly found?: undefined; readonly missed: readonly Missed[] };

/** The two settings that every look-up needs, with their defaults. */
export function lookupSettings({ cacheDir, env = process.env }: FindOptions): {
  cacheDir: string;
  env: Environment;
} {
  return { cacheDir: cacheDir === undefined ? cacheDirectory(env) : resolve(cacheDir), env };
}

/**
 * The program that an environment variable names.
 *
 * @returns Its absolute path; `undefined` when the variable is not set.
 * @throws `ProgramNotUsable` when it names something that is no executable file.
 */
export async function programFrom(variable: string, env: Environment): Promise<string | undefined> {
  const value = env[variable];
  if (!value) return undefined;
  const path = resolve(value);
  if (!(await isExecutable(path))) {
    throw failures.programNotUsable(variable, value, 'is not an executable file');
  }
  return path;
}
