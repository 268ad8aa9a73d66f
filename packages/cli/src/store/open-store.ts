import { dirname, join, relative, resolve } from 'node:path';
import type { ConversationStore, ResultStore } from '@durable-goals/core';

/** Where conversations are kept for reading, and in words for a person. */
export interface OpenedStore {
  readonly store: ConversationStore;
  /** Where large results are: in a folder beside the file, or in the same PostgreSQL. */
  readonly results: ResultStore;
  readonly place: string;
  /** Closes both. */
  close(): Promise<void>;
}

const defaultFile = join('.durable-goals', 'conversations.db');

/**
 * Opens the store that `DURABLE_GOALS_STORE` names: a file, or a `postgres://` address; else the file
 * `.durable-goals/conversations.db` of the folder.
 *
 * @returns nothing when it is `off`, or when it is not set and this Node has no SQLite.
 * @throws `StoreUnavailable` or `SqliteMissing` when it cannot be opened.
 */
export async function openStore(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<OpenedStore | undefined> {
  const named = env['DURABLE_GOALS_STORE']?.trim() ?? '';
  if (named.toLowerCase() === 'off') return undefined;
  const { fileResults, postgresResults, postgresStore, sqliteStore } =
    await import('@durable-goals/store');
  if (isPostgres(named)) {
    const options = { connectionString: named };
    return opened(postgresStore(options), postgresResults(options), 'PostgreSQL');
  }
  const file = storeFile(folder, named);
  try {
    const results = fileResults(join(dirname(file), 'results'));
    return opened(sqliteStore(file), results, relative(folder, file) || file);
  } catch (error) {
    if (named === '' && isSqliteMissing(error)) return undefined;
    throw error;
  }
}

function opened(store: ConversationStore, results: ResultStore, place: string): OpenedStore {
  return {
    store,
    results,
    place,
    async close() {
      await store.close();
      await results.close();
    },
  };
}

/** The file of a store that is one, named or not. */
export function storeFile(folder: string, named: string): string {
  return resolve(folder, named === '' || named.toLowerCase() === 'off' ? defaultFile : named);
}

export function isPostgres(named: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(named);
}

function isSqliteMissing(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'SqliteMissing';
}
