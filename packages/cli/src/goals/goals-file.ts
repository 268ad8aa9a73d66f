import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CliError, wordsOf } from '../cli-error.js';

const configNames = [
  'durable-goals.config.ts',
  'durable-goals.config.js',
  'durable-goals.config.mjs',
];

/**
 * The module that exports the goals: the one named, else `durable-goals.config.*` in the folder, else
 * what `durableGoals.goals` in the nearest `package.json` names.
 *
 * @returns An absolute path of a file that is there.
 * @throws `CliError` when none of the three names one.
 */
export function findGoalsFile(folder: string, named?: string): string {
  if (named !== undefined) {
    return existing(resolve(folder, named), `--goals names '${named}'`);
  }
  const config = configNames.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (config !== undefined) return config;
  const manifest = nearestManifest(folder);
  const fromManifest = manifest === undefined ? undefined : goalsOf(manifest);
  if (manifest !== undefined && fromManifest !== undefined) {
    return existing(
      resolve(dirname(manifest), fromManifest),
      `'durableGoals.goals' in '${manifest}' names '${fromManifest}'`,
    );
  }
  throw new CliError(
    `No goals were found in '${folder}'. Name the module that exports them with --goals <file>, in durable-goals.config.ts, or as "durableGoals": { "goals": "<file>" } in package.json.`,
  );
}

function existing(path: string, where: string): string {
  if (existsSync(path)) return path;
  throw new CliError(`${where}, but there is no file '${path}'. Correct the path.`);
}

/** The `package.json` of a folder, or of the nearest one above that has one. */
function nearestManifest(folder: string): string | undefined {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const path = join(current, 'package.json');
    if (existsSync(path)) return path;
    if (current === dirname(current)) return undefined;
  }
}

function goalsOf(manifest: string): string | undefined {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(manifest, 'utf8'));
  } catch (error) {
    throw new CliError(`'${manifest}' cannot be read: ${wordsOf(error)}. Correct the file.`);
  }
  const goals = (content as { durableGoals?: { goals?: unknown } } | null)?.durableGoals?.goals;
  return typeof goals === 'string' ? goals : undefined;
}
