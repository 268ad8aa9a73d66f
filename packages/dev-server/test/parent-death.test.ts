import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { ensureTemporalCli } from '../src/index.js';
import { available } from './available.js';
import type { Cleanup } from './stand-ins.js';

const cli = await available(ensureTemporalCli);
const script = fileURLToPath(new URL('children/start-and-wait.ts', import.meta.url));

/** A process that starts a dev server, and the server's pid. */
async function startParent(
  { onTestFinished }: Cleanup,
  ending: 'wait' | 'exit',
): Promise<{ parent: ChildProcess; serverPid: number }> {
  const args = [...process.execArgv, script, ending];
  const env = { ...process.env, TEMPORAL_CLI_PATH: cli?.path };
  // Its own group, so that a signal to the group stands for a Ctrl-C in its terminal.
  const parent = spawn(process.execPath, args, {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [data] = await once(parent.stdout, 'data');
  return { parent, serverPid: Number(String(data)) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe
  .runIf(cli && process.platform !== 'win32')
  .concurrent('when its parent', { timeout: 40_000 }, () => {
    test.for([
      ['is killed', 'SIGKILL'],
      ['is told to stop', 'SIGTERM'],
      ['gets a Ctrl-C', 'SIGINT'],
    ] as const)('%s, the server ends too', async ([, signal], context) => {
      const { parent, serverPid } = await startParent(context, 'wait');
      expect(isRunning(serverPid)).toBe(true);
      if (parent.pid !== undefined) process.kill(-parent.pid, signal);
      await expect.poll(() => isRunning(serverPid), { timeout: 10_000 }).toBe(false);
    });

    test('exits without stopping it, the server ends too', async (context) => {
      const { serverPid } = await startParent(context, 'exit');
      await expect.poll(() => isRunning(serverPid), { timeout: 10_000 }).toBe(false);
    });

    test('gets a Ctrl-C and does not act on it, the server goes on', async (context) => {
      const { parent, serverPid } = await startParent(context, 'wait');
      if (parent.pid === undefined) throw new Error('The parent did not start.');
      // A stopped parent cannot die of the signal, so only the server could be hit by it.
      process.kill(parent.pid, 'SIGSTOP');
      process.kill(-parent.pid, 'SIGINT');
      await new Promise((resolve) => {
        setTimeout(resolve, 500);
      });
      expect(isRunning(serverPid)).toBe(true);
      parent.kill('SIGKILL');
      await expect.poll(() => isRunning(serverPid), { timeout: 10_000 }).toBe(false);
    });
  });
