import type { ConversationStore, RequestKeys } from '@durable-goals/core';
import { sqlStore } from './sql-store.js';
import { sqliteDatabase } from './sqlite-database.js';

/**
 * A conversation store in a SQLite file, for Workers and readers on one machine. Several processes may share the
 * file, which is made where it is missing.
 *
 * @param file - Its path; `:memory:` keeps everything in this process.
 * @throws `SqliteMissing` on a Node without `node:sqlite`, `StoreUnavailable` when the file cannot be used.
 */
export function sqliteStore(file: string): ConversationStore & RequestKeys {
  return sqlStore(sqliteDatabase(file));
}
