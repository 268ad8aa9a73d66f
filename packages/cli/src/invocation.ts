import { readFileSync } from 'node:fs';

/**
 * How a person runs one of our commands, in the words that worked for this process: as a script of
 * their package when it was started by one, else through npx.
 */
export function howToRun(
  command: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { npm_lifecycle_event: event, npm_package_json: manifest } = env;
  const scripts = event === undefined || manifest === undefined ? [] : scriptsOf(manifest);
  const rest = args.map((arg) => ` ${arg}`).join('');
  // `start` brings a Worker along, where there is no script for one alone.
  const wantsStart = command === 'dev' || (command === 'worker' && !scripts.includes('worker'));
  const script = wantsStart ? 'start' : command;
  if (scripts.includes(script)) {
    const run = script === 'start' ? 'npm start' : `npm run ${script}`;
    return rest === '' ? run : `${run} --${rest}`;
  }
  return `npx durable-goals ${command}${command === 'dev' && rest !== '' ? ' --chat' : ''}${rest}`;
}

function scriptsOf(manifest: string): string[] {
  try {
    const { scripts = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      scripts?: Record<string, string>;
    };
    const names = Object.keys(scripts);
    // A script with the name of one of our commands may be something else altogether.
    return names.filter((name) => /durable-goals|packages\/cli\//.test(scripts[name] ?? ''));
  } catch {
    return [];
  }
}
