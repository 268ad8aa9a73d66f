import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { TemporalOptions } from '@durable-goals/client';
import type { LiveChannel } from '@durable-goals/core';
import { isPostgres, storeFile } from './open-store.js';

/** Where Workers and those who watch find each other. */
export interface LivePlace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Conversations of another Temporal server, or of another Namespace, are others. */
  readonly temporal: TemporalOptions;
}

/**
 * Opens the live channel that `DURABLE_GOALS_LIVE` names: a folder, or a `postgres://` address; else one beside the store.
 *
 * @returns nothing when it is `off`, or when nothing is set and the store is `off`.
 */
export async function openLive({
  folder,
  env,
  temporal,
}: LivePlace): Promise<LiveChannel | undefined> {
  const named = env['DURABLE_GOALS_LIVE']?.trim() ?? '';
  const store = env['DURABLE_GOALS_STORE']?.trim() ?? '';
  const off = (value: string): boolean => value.toLowerCase() === 'off';
  if (off(named) || (named === '' && off(store))) return undefined;
  const { localLive, postgresLive } = await import('@durable-goals/live');
  const scope = scopeOf(temporal);
  const postgres = [named, named === '' ? store : ''].find(isPostgres);
  if (postgres !== undefined) return postgresLive({ connectionString: postgres, scope });
  const place =
    named === '' ? join(dirname(storeFile(folder, store)), 'live') : resolve(folder, named);
  return localLive({ directory: join(place, scope) });
}

function scopeOf({ connection, namespace }: TemporalOptions): string {
  const [host = '', port = ''] = (connection.address ?? '').split(':');
  const where = `${host === 'localhost' ? '127.0.0.1' : host}:${port}/${namespace}`;
  return createHash('sha256').update(where).digest('hex').slice(0, 16);
}
