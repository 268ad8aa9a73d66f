import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AgentClient, endableRetries } from '@durable-goals/client';
import { startDevServer } from '@durable-goals/dev-server';
import { Client, Connection } from '@temporalio/client';
import { startWorker } from '../worker-process.js';
import { startLeakyModel } from './leaky-model.js';
import { startOverheardApi } from './overheard-api.js';

/** Everything that was left behind by a Worker with canaries for secrets, by where it was left. */
export interface CanaryRun {
  readonly canaries: Readonly<Record<'key' | 'token' | 'password', string>>;
  readonly traces: Readonly<Record<'database' | 'log' | 'answers' | 'store' | 'api', Buffer>>;
  /** Words that no canary is in, and that are in every place: the search finds what is there. */
  readonly visible: string;
}

/**
 * Holds a conversation whose model and tool tell their secrets wherever they can.
 *
 * @param folder - An empty folder for the files of the server and of the store.
 */
export async function runCanary(folder: string): Promise<CanaryRun> {
  const canary = (name: string): string => `${name}-${randomBytes(12).toString('hex')}`;
  const canaries = { key: canary('Key'), token: canary('Tok/en'), password: canary('pass') };
  const visible = `visible-${randomUUID()}`;
  const [dbFilename, storeFile] = [join(folder, 'temporal.db'), join(folder, 'store.db')];
  const model = await startLeakyModel();
  const server = await startDevServer({ dbFilename });
  const taskQueue = visible;
  const liveFolder = join(folder, 'live');
  const args = [server.address, taskQueue, model.baseURL, storeFile, liveFolder];
  const worker = await startWorker(join(import.meta.dirname, 'leaky-worker.ts'), args, {
    ...process.env,
    LLM_KEY: canaries.key,
    NOTES_TOKEN: canaries.token,
    DATABASE_URL: `postgres://agents:${canaries.password}@db.internal/notes`,
  });
  const connection = await Connection.connect({
    address: server.address,
    interceptors: endableRetries(),
  });
  const client = new Client({ connection });
  const api = await startOverheardApi({ client, taskQueue, storeFile, liveFolder });
  try {
    const agents = new AgentClient({ client, taskQueue });
    const chat = await agents.start('leaky', { conversationId: visible });
    const followed = api.follow(visible);
    const answers: unknown[] = [await chat.waitFor()];
    answers.push(await chat.send('one'));
    answers.push(await chat.send('two'));
    answers.push(await chat.status(), await chat.messages());
    answers.push(await chat.end(), await chat.result());
    const overheard = [await followed, await api.readAll(visible)].join('\n');
    if (!model.sawKey(canaries.key)) throw new Error('The model was not called with the key.');
    await worker.stop();
    await server.stop();
    const read = (path: string): Buffer =>
      existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const both = (path: string): Buffer => Buffer.concat([read(path), read(`${path}-wal`)]);
    return {
      canaries,
      visible,
      traces: {
        database: both(dbFilename),
        store: both(storeFile),
        log: Buffer.from(worker.output()),
        api: Buffer.from(overheard),
        answers: Buffer.from(JSON.stringify([visible, ...answers])),
      },
    };
  } finally {
    await api.close();
    await connection.close();
    await worker.stop();
    await server.stop();
    await model.stop();
  }
}

/** Where a canary is found, in whatever encoding: `place: canary`. */
export function found({ canaries, traces }: CanaryRun): readonly string[] {
  return Object.entries(traces).flatMap(([place, bytes]) =>
    Object.entries(canaries).flatMap(([name, canary]) =>
      formsOf(canary).some((form) => bytes.includes(form)) ? [`${place}: ${name}`] : [],
    ),
  );
}

/** A canary as it may have been written; half of it in base64, which is the same at every third offset. */
function formsOf(canary: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.from(canary.slice(offset + 3, offset + 3 + 12)).toString('base64'),
  );
  const half = canary.slice(0, Math.ceil(canary.length / 2));
  // No encoding for texts changes its digits.
  const digits = canary.slice(canary.lastIndexOf('-') + 1);
  return [canary, half, digits, Buffer.from(canary).toString('hex'), ...base64];
}
