import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const version = 'v0.203.0';
const folder = fileURLToPath(
  new URL(`../../../node_modules/.cache/durable-goals/stripe-mock-${version}`, import.meta.url),
);
const program = `${folder}/${process.platform === 'win32' ? 'stripe-mock.exe' : 'stripe-mock'}`;

/**
 * Builds stripe-mock when this machine has never done so.
 *
 * @returns Why that is not possible here, or `undefined` when it is there.
 * @throws `Error` on a continuous integration machine, where nothing may be skipped.
 */
export async function stripeMockMissing(): Promise<string | undefined> {
  if (existsSync(program)) return undefined;
  try {
    await promisify(execFile)('go', ['install', `github.com/stripe/stripe-mock@${version}`], {
      env: { ...process.env, GOBIN: folder },
    });
    return undefined;
  } catch (error) {
    const [cause = ''] = String((error as { stderr?: unknown }).stderr || error).split('\n');
    const reason = `stripe-mock ${version} could not be built with Go (${cause}). Install Go 1.21 or newer and allow it to download modules.`;
    if (process.env['CI'] === 'true') throw new Error(reason, { cause: error });
    return reason;
  }
}

/** Starts stripe-mock. It is stateless and speaks http. */
export async function startStripeMock(): Promise<{ baseUrl: string; stop(): void }> {
  const child = spawn(program, ['-http-addr', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const baseUrl = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const port = /127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`stripe-mock ended with code ${code}: ${said}`)));
  });
  return { baseUrl, stop: () => void child.kill() };
}
