import { callUntil } from '@durable-goals/client';
import type { Hono } from 'hono';
import type { ServerEnv } from '../server-env.js';
import type { Services } from '../services.js';

/** How long a part of the system may take to say that it is there, in milliseconds. */
const withinMs = 1_000;

/** For how long an answer holds, in milliseconds: anybody may ask, and as often as they like. */
const holdsMs = 1_000;

interface Parts {
  readonly temporal: boolean;
  readonly store: boolean;
}

/** Whether the process runs, and whether it can do anything: it can as long as Temporal or the store is there. */
export function addHealth(app: Hono<ServerEnv>, { client, store }: Services): void {
  let last: { readonly at: number; readonly parts: Promise<Parts> } | undefined;

  async function look(): Promise<Parts> {
    const [temporal, kept] = await Promise.all([
      isThere(
        callUntil(client, { until: Date.now() + withinMs }, () =>
          client.workflowService.getSystemInfo({}),
        ),
      ),
      isThere(store.conversations({ limit: 1 })),
    ]);
    return { temporal, store: kept };
  }

  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    if (last === undefined || Date.now() - last.at > holdsMs) {
      last = { at: Date.now(), parts: look() };
    }
    const { temporal, store: kept } = await last.parts;
    const isReady = temporal || kept;
    const word = (there: boolean): string => (there ? 'ok' : 'away');
    return c.json(
      { status: word(isReady), temporal: word(temporal), store: word(kept) },
      isReady ? 200 : 503,
    );
  });
}

async function isThere(asked: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs + 500);
  });
  try {
    return await Promise.race([asked.then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
