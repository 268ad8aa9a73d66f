import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../test/free-port.js';
import { startPostgresServer, type PostgresServer } from '../../../test/postgres-server.js';
import { postgresResults, postgresStore } from '@durable-goals/store';
import { describeStore } from './conformance.js';
import { describeResults } from './results-conformance.js';
import { update } from './samples.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(async () => await server.stop());

describeStore('PostgreSQL', async () => {
  await server.createDatabase('conformance');
  return {
    open: () => postgresStore({ connectionString: server.at('conformance'), maxConnections: 2 }),
    close: async () => {},
  };
});

describeResults('PostgreSQL', async () => {
  await server.createDatabase('results');
  return postgresResults({ connectionString: server.at('results') });
});

describe('a PostgreSQL store', () => {
  test('makes its tables once, though eight Workers start at once', async () => {
    await server.createDatabase('eight');
    const stores = Array.from({ length: 8 }, () =>
      postgresStore({ connectionString: server.at('eight') }),
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
    const store = postgresStore({ connectionString: server.at('dropped') });
    await store.save(update('before'));
    const client = server.client();
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
