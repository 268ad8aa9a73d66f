import { connectAgents, type TemporalOptions } from '@durable-goals/client';
import type { LiveChannel, Registry } from '@durable-goals/core';
import type { Listening } from '@durable-goals/server';
import { pino } from 'pino';
import { CliError } from '../cli-error.js';
import type { OpenedStore } from '../store/open-store.js';
import type { ServeSettings } from './serve-settings.js';

/** What is to be served, and from where. */
export interface ServeRequest {
  readonly registry: Registry;
  readonly temporal: TemporalOptions;
  readonly settings: ServeSettings;
  readonly opened: Pick<OpenedStore, 'store' | 'results'>;
  readonly live?: LiveChannel;
  /** Where its log goes, a line of JSON at a time. */
  readonly log: (line: string) => void;
}

/** An API that is served. */
export interface Served {
  readonly listening: Listening;
  /** Ends what is under way in good order; the store and the channel are left open. */
  close(): Promise<void>;
}

/**
 * Serves the API and its page.
 *
 * @throws `CliError` when the address is taken, `ConfigurationRefused` when it is one that takes authentication.
 */
export async function runServe(request: ServeRequest): Promise<Served> {
  const { registry, temporal, settings, opened, live, log } = request;
  const { createServer } = await import('@durable-goals/server');
  const { host, port, page, ...rest } = settings;
  // It is no reason not to begin that Temporal is away: the store can be read.
  const connected = await connectAgents({ temporal, lazy: true });
  const server = createServer({
    ...rest,
    client: connected.client,
    taskQueue: temporal.taskQueue,
    goals: registry,
    store: opened.store,
    results: opened.results,
    logger: pino({ base: null }, { write: (line) => log(line.trimEnd()) }),
    ...(page ? {} : { page: false as const }),
    ...(live === undefined ? {} : { live }),
  });
  try {
    const listening = await server.listen({ host, port });
    return {
      listening,
      async close() {
        await listening.close();
        await connected.close();
      },
    };
  } catch (error) {
    await connected.close();
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new CliError(
        `Something listens at ${host}:${port} already. End it, or take another port with --port.`,
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
      throw new CliError(
        `Nothing can listen at ${host}:${port} here (${code}). Take another address with --host and --port.`,
      );
    }
    throw error;
  }
}
