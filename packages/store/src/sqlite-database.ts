import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ApplicationFailure } from '@temporalio/common';
import type { Database, Statement } from './database.js';
import { migrationFrom, versionTable } from './schema.js';
import { storeUnavailable } from './store-unavailable.js';

/** How long one attempt may hold the process up while another process writes, and all attempts together. */
const busyMs = 20;
const patienceMs = 5_000;
/** At the start, when another process makes the schema. */
const openingMs = 5_000;

/**
 * Opens a database file, and makes it with its folder where it is missing. Several processes of a machine may share
 * it.
 *
 * @throws `SqliteMissing` on a Node without `node:sqlite`, `StoreUnavailable` when the file cannot be used.
 */
export function sqliteDatabase(file: string): Database {
  const Sqlite = sqliteClass();
  const unavailable = (error: unknown) => storeUnavailable(`in '${file}'`, error);
  let database: DatabaseSync;
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    database = opened(new Sqlite(file));
  } catch (error) {
    throw unavailable(error);
  }
  const prepared = new Map<string, StatementSync>();

  function run({ sql, values }: Statement): ReturnType<StatementSync['all']> {
    let statement = prepared.get(sql);
    if (statement === undefined) {
      statement = database.prepare(sql);
      prepared.set(sql, statement);
    }
    return statement.all(...values);
  }

  /** The file's lock is waited for without blocking the process. */
  async function patiently<Value>(work: () => Value): Promise<Value> {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || Date.now() > until) throw unavailable(error);
        await sleep(5 + Math.random() * 20);
      }
    }
  }

  return {
    read: async (statement) => await patiently(() => run(statement)),
    write: async (statements) =>
      await patiently(() => {
        database.exec('BEGIN IMMEDIATE');
        try {
          for (const statement of statements) run(statement);
          database.exec('COMMIT');
        } catch (error) {
          rollBack(database);
          throw error;
        }
      }),
    async close() {
      if (database.isOpen) database.close();
    },
  };
}

function opened(database: DatabaseSync): DatabaseSync {
  database.exec(`PRAGMA busy_timeout = ${openingMs}`);
  // Readers and a writer do not wait for each other, and a crash of the process loses nothing.
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  database.exec('BEGIN IMMEDIATE');
  try {
    database.exec(versionTable);
    const row = database.prepare('SELECT version FROM dg_schema').get();
    for (const statement of migrationFrom(Number(row?.['version'] ?? 0))) database.exec(statement);
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    database.close();
    throw error;
  }
  database.exec(`PRAGMA busy_timeout = ${busyMs}`);
  return database;
}

function rollBack(database: DatabaseSync): void {
  if (database.isTransaction) database.exec('ROLLBACK');
}

/** SQLITE_BUSY and SQLITE_LOCKED, in whatever form. */
function isBusy(error: unknown): boolean {
  const { errcode } = error as { readonly errcode?: unknown };
  return typeof errcode === 'number' && [5, 6].includes(errcode & 0xff);
}

function sqliteClass(): typeof DatabaseSync {
  const emitWarning = process.emitWarning.bind(process);
  try {
    // Node says of older versions of it that they are experimental, on every command's standard error.
    process.emitWarning = () => undefined;
    return process.getBuiltinModule('node:sqlite').DatabaseSync;
  } catch {
    throw ApplicationFailure.nonRetryable(
      `A SQLite store needs 'node:sqlite', which Node ${process.version} does not have. Take Node 22.13 or newer, or keep conversations in PostgreSQL with postgresStore().`,
      'SqliteMissing',
    );
  } finally {
    process.emitWarning = emitWarning;
  }
}
