import { dirname, join } from 'node:path';
import { withExe } from './cache-directory.js';
import { failures } from './failures.js';
import { isExecutable } from './find-program.js';
import { lookupSettings, type EnsureOptions, type FindOptions } from './found-server.js';
import { byGo } from './go-install.js';
import { install } from './install.js';

/** Programs that Go builds from source, kept together in our cache. */
export interface GoPrograms {
  /** Their folder in the cache, such as `toxiproxy`. */
  readonly name: string;
  readonly version: string;
  /** What they are, for a person. */
  readonly what: string;
  /** Their packages without version, such as `github.com/Shopify/toxiproxy/v2/cmd/server`; the first one counts as there when all are. */
  readonly packages: readonly [string, ...string[]];
  /** How long a first build takes on two cores, in words. */
  readonly takes: string;
}

/**
 * The folder with programs that Go built before, each named after the last part of its package.
 *
 * @returns `undefined` when they are not in our cache.
 */
export async function findGoPrograms(
  programs: GoPrograms,
  options: FindOptions = {},
): Promise<string | undefined> {
  const { cacheDir } = lookupSettings(options);
  const folder = join(cacheDir, programs.name, programs.version);
  for (const file of filesOf(programs)) {
    if (!(await isExecutable(join(folder, file)))) return undefined;
  }
  return folder;
}

/**
 * The same, and builds what is not there yet.
 *
 * @throws `ServerNotInstalled` when there is no Go, or the build fails.
 */
export async function ensureGoPrograms(
  programs: GoPrograms,
  options: EnsureOptions = {},
): Promise<string> {
  const found = await findGoPrograms(programs, options);
  if (found !== undefined) return found;
  const { cacheDir, env } = lookupSettings(options);
  const { name, version, what, takes, packages } = programs;
  const [first = ''] = filesOf(programs);
  const installable = {
    what,
    program: join(cacheDir, name, version, first),
    ways: [
      byGo({
        packages: packages.map((path) => `${path}@v${version}`),
        title: `Installing ${what} with Go (${takes}, once)`,
        linkerFlags: '-s -w',
      }),
    ],
    async check(program: string): Promise<undefined> {
      for (const file of filesOf(programs)) {
        const path = join(dirname(program), file);
        if (!(await isExecutable(path))) throw failures.installFailed(`Go built no '${file}'.`);
      }
    },
  };
  const { onProgress, signal } = options;
  const { path } = await install(installable, { env, onProgress, signal }, []);
  return dirname(path);
}

function filesOf({ packages }: GoPrograms): readonly string[] {
  return packages.map((path) => withExe(path.split('/').at(-1) ?? ''));
}
