import { Pool, type PoolClient, type PoolConfig, type QueryConfig } from 'pg';
import type { Database, Row, Statement } from './database.js';
import { migrationFrom, versionTable } from './schema.js';
import { storeUnavailable } from './store-unavailable.js';

/** Where a PostgreSQL database is, and how it is used. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; what it leaves out comes from `PGHOST` and the like. */
  readonly connectionString: string;
  /** @defaultValue 5 */
  readonly maxConnections?: number;
  /** How long one statement, and the wait for a connection, may take, in milliseconds. @defaultValue 5,000 */
  readonly timeoutMs?: number;
  readonly ssl?: PoolConfig['ssl'];
}

/** Any number that nobody else takes: it is held while the schema is made. */
const schemaLock = 7_046_029_254;

/**
 * A database that is connected to when it is first used, and whose schema is made then; several Workers may start at
 * once.
 */
export function postgresDatabase(options: PostgresOptions): Database {
  const { connectionString, maxConnections = 5, timeoutMs = 5_000, ssl } = options;
  const pool = new Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    application_name: 'durable-goals',
    // A process that has nothing else to do may end.
    allowExitOnIdle: true,
    ...(ssl === undefined ? {} : { ssl }),
  });
  // A connection that breaks while nobody uses it is replaced by the pool.
  pool.on('error', () => undefined);
  const unavailable = (error: unknown) =>
    storeUnavailable(`at ${placeOf(connectionString)}`, error);
  let migrated: Promise<void> | undefined;

  async function ready(): Promise<void> {
    migrated ??= migrate(pool);
    try {
      await migrated;
    } catch (error) {
      migrated = undefined;
      throw error;
    }
  }

  return {
    async read(statement) {
      try {
        await ready();
        return (await pool.query<Row>(numbered(statement))).rows;
      } catch (error) {
        throw unavailable(error);
      }
    },
    async write(statements) {
      try {
        await ready();
        await inTransaction(pool, async (client) => {
          for (const statement of statements) await client.query(numbered(statement));
        });
      } catch (error) {
        throw unavailable(error);
      }
    },
    async close() {
      if (!pool.ended) await pool.end();
    },
  };
}

async function migrate(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
    await client.query(versionTable);
    const { rows } = await client.query<{ readonly version: number }>(
      'SELECT version FROM dg_schema',
    );
    for (const statement of migrationFrom(rows[0]?.version ?? 0)) await client.query(statement);
  });
}

async function inTransaction(
  pool: Pool,
  work: (client: PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('BEGIN');
    await work(client);
    await client.query('COMMIT');
    broken = false;
  } catch (error) {
    broken = await client.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The same statement as PostgreSQL writes its values; no text there may hold the character NUL. */
function numbered({ sql, values }: Statement): QueryConfig {
  let count = 0;
  return {
    text: sql.replaceAll('?', () => `$${(count += 1)}`),
    values: values.map((value) =>
      typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value,
    ),
  };
}

/** Host and database, without user and password. */
function placeOf(connectionString: string): string {
  try {
    const { host, pathname } = new URL(connectionString);
    return `'${host}${pathname}'`;
  } catch {
    return 'the given address';
  }
}
