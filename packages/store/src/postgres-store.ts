import type { ConversationStore, RequestKeys } from '@durable-goals/core';
import { postgresDatabase, type PostgresOptions } from './postgres-database.js';
import { sqlStore } from './sql-store.js';

/**
 * A conversation store in PostgreSQL, for Workers and readers on several machines. It connects when it is first used,
 * and makes and migrates its tables, whose names begin with `dg_`, by itself.
 */
export function postgresStore(options: PostgresOptions): ConversationStore & RequestKeys {
  return sqlStore(postgresDatabase(options));
}
