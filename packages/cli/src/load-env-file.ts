import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { CliError, wordsOf } from './cli-error.js';

/**
 * Reads `.env` of a folder into an environment; what is set there already stays.
 *
 * @returns The names that it set; none when there is no such file.
 * @throws `CliError` when it cannot be read.
 */
export function loadEnvFile(folder: string, env: NodeJS.ProcessEnv): string[] {
  const path = join(folder, '.env');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CliError(`'${path}' cannot be read: ${wordsOf(error)}. Correct its permissions.`);
  }
  const missing = Object.entries(parseEnv(text)).filter(([name]) => env[name] === undefined);
  for (const [name, value] of missing) env[name] = value;
  return missing.map(([name]) => name);
}
