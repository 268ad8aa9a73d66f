import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ground } from './ground.js';

/** The commands that people run, over the goals of this benchmark. */
export interface PageStage extends AsyncDisposable {
  /** Where the chat page is. */
  readonly url: string;
  readonly taskQueue: string;
}

const cli = join(import.meta.dirname, '../../../packages/cli/src/main.ts');
const goals = join(import.meta.dirname, '../durable/goals.ts');
const taskQueue = 'page';

/** Starts `durable-goals worker` and `durable-goals serve` on a ground. */
export async function openPageStage(ground: Ground): Promise<PageStage> {
  const folder = await mkdtemp(join(tmpdir(), 'benchmark-page-'));
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: ground.address,
    TEMPORAL_TASK_QUEUE: taskQueue,
    DURABLE_GOALS_STORE: join(folder, 'conversations.db'),
    LLM_MODEL: 'stub',
    LLM_KEY: 'none',
    LLM_BASE_URL: ground.modelUrl,
  };
  const stops: (() => Promise<unknown>)[] = [];
  const start = async (command: readonly string[]): Promise<{ readonly url?: string }> => {
    const child = spawn(process.execPath, [...process.execArgv, cli, ...command], {
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const exited = once(child, 'exit');
    stops.push(async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    });
    const [word] = (await Promise.race([
      once(child, 'message'),
      exited.then(() => [{ kind: 'failed', message: 'it ended' }]),
    ])) as [{ readonly kind: string; readonly message?: string; readonly url?: string }];
    if (word.kind !== 'ready') {
      throw new Error(`'${command[0]}' did not get ready: ${word.message ?? word.kind}`);
    }
    return word;
  };
  const stage = {
    taskQueue,
    async [Symbol.asyncDispose]() {
      for (const stop of stops.toReversed()) await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await start(['worker', '--goals', goals]);
    const { url = '' } = await start(['serve', '--goals', goals, '--port', '0']);
    return { ...stage, url };
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}
