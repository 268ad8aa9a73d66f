import { connectAgents, type TemporalOptions } from '@durable-goals/client';
import type { LiveChannel, Registry } from '@durable-goals/core';
import type { Listening, ListenOptions } from '@durable-goals/server';
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
  /** The classic routes beside it, on this machine only: at which port, and what their conversation is about. */
  readonly classic?: { readonly port: number; readonly goalId: string };
  /** Where its log goes, a line of JSON at a time. */
  readonly log: (line: string) => void;
}

/** An API that is served. */
export interface Served {
  readonly listening: Listening;
  readonly classic?: Listening;
  /** Ends what is under way in good order; the store and the channel are left open. */
  close(): Promise<void>;
}

/**
 * Serves the API and its page.
 *
 * @throws `CliError` when the address is taken, `ConfigurationRefused` when it is one that takes authentication.
 */
export async function runServe(request: ServeRequest): Promise<Served> {
  const { registry, temporal, settings, opened, live, classic, log } = request;
  const { createClassicServer, createServer } = await import('@durable-goals/server');
  const { host, port, page, ...rest } = settings;
  // It is no reason not to begin that Temporal is away: the store can be read.
  const connected = await connectAgents({ temporal, lazy: true });
  const parts = {
    client: connected.client,
    taskQueue: temporal.taskQueue,
    goals: registry,
    store: opened.store,
    results: opened.results,
    logger: pino({ base: null }, { write: (line) => log(line.trimEnd()) }),
  };
  const open: Listening[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map(async (one) => await one.close()));
    await connected.close();
  };
  try {
    const server = createServer({
      ...rest,
      ...parts,
      ...(page ? {} : { page: false as const }),
      ...(live === undefined ? {} : { live }),
    });
    const listening = await listenAt(server, { host, port }, '--port');
    open.push(listening);
    if (classic === undefined) return { listening, close };
    const { goalId, port: classicPort } = classic;
    const where = { host: '127.0.0.1', port: classicPort };
    const other = await listenAt(createClassicServer({ ...parts, goalId }), where, '--classic');
    open.push(other);
    return { listening, classic: other, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws `CliError` when the address cannot be had, naming the option that says another one. */
async function listenAt(
  server: { readonly listen: (where: ListenOptions) => Promise<Listening> },
  where: Required<ListenOptions>,
  option: string,
): Promise<Listening> {
  try {
    return await server.listen(where);
  } catch (error) {
    const { host, port } = where;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new CliError(
        `Something listens at ${host}:${port} already. End it, or take another port with ${option}.`,
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
      throw new CliError(
        `Nothing can listen at ${host}:${port} here (${code}). Take another address with --host and ${option}.`,
      );
    }
    throw error;
  }
}
