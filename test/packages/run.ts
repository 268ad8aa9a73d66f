import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/** What npm, vitest and the shell add for us, which a newcomer's shell does not have. */
const ours =
  /^(npm_(package|lifecycle|command|execpath|node_execpath|config_local_prefix).*|INIT_CWD|NODE_OPTIONS|NODE_ENV|NODE_PATH|VITEST.*|VITE_.*|TEST|DEV|PROD|MODE|SSR|BASE_URL)$/i;

const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
  // Scripts that ask for `node` get the one that runs this test.
  PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
  NO_COLOR: '1',
};

/**
 * Runs a program as a newcomer's shell would.
 *
 * @returns what it wrote to standard output.
 * @throws `Error` with everything that it wrote, when it ended with another code than 0 or took over ten minutes.
 */
export async function run(cwd: string, program: string, args: readonly string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    const options = { cwd, env, timeout: 600_000, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const wrote = [error.message.split('\n', 1)[0], stdout.trim(), stderr.trim()];
      return reject(new Error(wrote.filter(Boolean).join('\n\n'), { cause: error }));
    });
  });
}

/** Runs a JavaScript file on the Node that runs this test. */
export async function runNode(cwd: string, ...args: readonly string[]): Promise<string> {
  return await run(cwd, process.execPath, args);
}
