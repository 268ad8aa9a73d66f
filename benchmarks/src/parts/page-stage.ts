import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  isTold,
  startCommand,
  type ChildCommand,
} from '../../../packages/cli/src/child-command.js';
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
  const commands: ChildCommand<ReadyWord>[] = [];
  const start = async (...args: readonly string[]): Promise<ReadyWord> => {
    const log = (text: string): void => void process.stderr.write(text);
    const command = startCommand({ script: cli, args, env, log, isWord: isReady });
    commands.push(command);
    const word = await command.started;
    if (word.kind === 'failed') throw new Error(word.message);
    return word;
  };
  const stage = {
    taskQueue,
    async [Symbol.asyncDispose]() {
      for (const command of commands.toReversed()) await command.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await start('worker', '--goals', goals);
    const { url = '' } = await start('serve', '--goals', goals, '--port', '0');
    return { ...stage, url };
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

/** What a command tells when it is ready; one that serves tells where. */
interface ReadyWord {
  readonly kind: 'ready';
  readonly url?: string;
}

function isReady(value: unknown): value is ReadyWord {
  return isTold(value) && value.kind === 'ready';
}
