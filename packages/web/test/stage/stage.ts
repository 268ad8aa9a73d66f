import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDevServer, type DevServer } from '@durable-goals/dev-server';
import { newStatus } from '@durable-goals/core';
import { bearerTokens, createServer, type Listening } from '@durable-goals/server';
import { localLive } from '@durable-goals/live';
import { fileResults, sqliteStore } from '@durable-goals/store';
import { Client, Connection } from '@temporalio/client';
import type { Browser } from 'playwright-core';
import { startWorker, type WorkerProcess } from '../../../../test/worker-process.js';
import { startChromium } from './chromium.js';
import { goals } from './stage-goals.js';
import { openPage, type OpenPage, type OpenOptions } from './open-page.js';

/** Everything that the page's tests play on: Temporal, a Worker in a process of its own, a server, a browser. */
export interface Stage {
  /** Where the page is. */
  readonly url: string;
  /** The same conversations, behind a server that asks who comes. */
  readonly guardedUrl: string;
  /** Why there is no browser. */
  readonly missing: string | undefined;
  /** Opens a page in a browser context of its own. */
  readonly open: (options?: OpenOptions) => Promise<OpenPage>;
  /** Lets go what waits for that gate. */
  readonly letGo: (gate: string) => Promise<void>;
  /** Kills the Worker, as a crash would. */
  readonly killWorker: () => void;
  readonly startWorker: () => Promise<void>;
  /** A conversation that is over, and that only the store still knows. */
  readonly remember: (conversationId: string, messages: readonly string[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Who may come to the guarded server: two who approve, and what they come with. */
export const tokens = { ada: 'token-of-ada-0123456789', bob: 'token-of-bob-0123456789' } as const;

const workerModule = fileURLToPath(new URL('stage-worker.ts', import.meta.url));
const taskQueue = 'stage';
/** Where pictures of a run are left. */
const pictures = fileURLToPath(new URL('../../screenshots', import.meta.url));

export async function startStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'chat-page-'));
  await mkdir(pictures, { recursive: true });
  const [temporal, { browser, missing }] = await Promise.all([
    startDevServer({ ui: true }),
    startChromium(),
  ]);
  const worker = workerOf(temporal, folder);
  await worker.start();
  const connection = await Connection.connect({ address: temporal.address });
  const store = sqliteStore(join(folder, 'conversations.db'));
  const live = localLive({ directory: join(folder, 'live') });
  const listen = async (more: { readonly guarded: boolean }): Promise<Listening> => {
    const server = createServer({
      client: new Client({ connection }),
      taskQueue,
      goals,
      store,
      results: fileResults(join(folder, 'results')),
      live,
      models: ['offline', 'stage'],
      temporalUi: `${temporal.uiUrl}/namespaces/{namespace}/workflows/{workflowId}`,
      ...(more.guarded ? { authentication: bearerTokens(entries) } : {}),
    });
    return await server.listen({ port: 0 });
  };
  const open = await listen({ guarded: false });
  const guarded = await listen({ guarded: true });
  return {
    url: open.url,
    guardedUrl: guarded.url,
    missing,
    open: async (options) =>
      await openPage(launched(browser), { url: open.url, pictures, ...options }),
    letGo: async (gate) => await writeFile(join(folder, gate), ''),
    killWorker: worker.kill,
    startWorker: worker.start,
    remember: async (conversationId, texts) => {
      const at = new Date().toISOString();
      const messages = texts.map((text, index) => {
        const role = index % 2 === 0 ? ('user' as const) : ('agent' as const);
        return { id: `m${index + 1}`, seq: index + 1, turn: index >> 1, at, role, text };
      });
      const known = newStatus({ conversationId, goalId: 'stage', state: 'ended' });
      const status = { ...known, lastSeq: messages.length, title: texts[0] ?? '' };
      await store.save({
        conversationId,
        chainId: `chain of ${conversationId}`,
        goalId: 'stage',
        revision: 1,
        at,
        messages,
        snapshot: { startedAt: at, status },
      });
    },
    async close() {
      await browser?.close();
      await Promise.all([open.close(), guarded.close()]);
      await worker.stop();
      await live.close();
      await connection.close();
      await store.close();
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const entries = Object.entries(tokens).map(([id, token]) => ({
  id,
  token,
  name: id === 'ada' ? 'Ada' : 'Bob',
  roles: ['approver' as const, 'operator' as const],
}));

function launched(browser: Browser | undefined): Browser {
  if (browser === undefined) throw new Error('There is no browser.');
  return browser;
}

function workerOf({ address }: DevServer, folder: string) {
  let running: WorkerProcess | undefined;
  const env = {
    ...process.env,
    STAGE_FOLDER: folder,
    INVOICE_LEDGER: join(folder, 'ledger.jsonl'),
  };
  return {
    start: async (): Promise<void> => {
      running = await startWorker(workerModule, [address, taskQueue, folder], env);
    },
    kill: (): void => void running?.child.kill('SIGKILL'),
    stop: async (): Promise<void> => await running?.stop(),
  };
}
