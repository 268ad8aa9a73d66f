import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/** Environment variables, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The CLI release that every way of installing it gives, so all machines run the same server. */
export const CLI_VERSION = '1.5.1';

/** The release of Temporal's Java SDK whose test server is installed. */
export const TEST_SERVER_VERSION = '1.32.0';

/**
 * Where installed servers are kept, one folder per user. It need not exist yet.
 *
 * @returns An absolute path: `DURABLE_GOALS_CACHE_DIR` when set, else the platform's cache folder.
 */
export function cacheDirectory(env: Environment = process.env): string {
  const override = env['DURABLE_GOALS_CACHE_DIR'];
  return override ? resolve(override) : envPaths('durable-goals', { suffix: '' }).cache;
}

/** The program file of an installed CLI under `cacheDir`. */
export function cachedCliPath(cacheDir: string): string {
  return join(cacheDir, 'temporal-cli', CLI_VERSION, withExe('temporal'));
}

/** The program file of an installed time-skipping server under `cacheDir`. */
export function cachedTestServerPath(cacheDir: string): string {
  return join(
    cacheDir,
    'temporal-test-server',
    TEST_SERVER_VERSION,
    withExe('temporal-test-server'),
  );
}

/** A program's file name on this platform. */
export function withExe(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}
