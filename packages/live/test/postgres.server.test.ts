import { postgresLive } from '@durable-goals/live';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../test/free-port.js';
import { startPostgresServer, type PostgresServer } from '../../../test/postgres-server.js';
import { describeChannel, soon, text, watching } from './conformance.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(async () => await server.stop());

describeChannel('PostgreSQL', async () => ({
  open: () => postgresLive({ connectionString: server.at(), scope: 'conformance' }),
  close: async () => {},
}));

async function ask(sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = server.client();
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a live channel of PostgreSQL', () => {
  test('goes on after the server dropped its connections, and says that something may be missing', async () => {
    const complaints: string[] = [];
    const options = {
      connectionString: server.at(),
      scope: 'dropped',
      complain: (message: string) => complaints.push(message),
    };
    const [worker, watcher] = [postgresLive(options), postgresLive(options)];
    worker.announce();
    const { heard, shown } = watching(watcher, 'dropped');
    worker.publish(text('dropped', 0, 'before '));
    await soon(() => expect(shown()).toBe('before '));
    const gaps = (): number => heard.filter(({ kind }) => kind === 'gap').length;
    const before = gaps();
    await ask(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'durable-goals-live'`,
    );
    await soon(() => expect(gaps()).toBeGreaterThan(before));
    worker.publish(text('dropped', 7, 'after'));
    await soon(() => expect(shown()).toBe('before after'));
    expect(complaints.join()).toContain('PostgreSQL carries nothing live for now');
    expect(complaints.join()).not.toContain('password');
    await Promise.all([worker.close(), watcher.close()]);
  });

  test('keeps two scopes apart', async () => {
    const one = postgresLive({ connectionString: server.at(), scope: 'one' });
    const other = postgresLive({ connectionString: server.at(), scope: 'other' });
    const own = postgresLive({ connectionString: server.at(), scope: 'one' });
    const there = watching(other, 'agent-workflow');
    const here = watching(own, 'agent-workflow');
    one.publish(text('agent-workflow', 0, 'for one'));
    await soon(() => expect(here.shown()).toBe('for one'));
    expect(there.heard.filter(({ kind }) => kind !== 'gap')).toEqual([]);
    await Promise.all([one, other, own].map((channel) => channel.close()));
  });

  test('sends nothing that nobody watches', async () => {
    const worker = postgresLive({ connectionString: server.at(), scope: 'alone' });
    worker.announce();
    await soon(async () => {
      const rows = await ask(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'durable-goals-live'`,
      );
      expect(rows).toHaveLength(1);
    });
    const count = async (): Promise<unknown> =>
      (await ask(`SELECT xact_commit FROM pg_stat_database WHERE datname = 'postgres'`))[0];
    await count();
    for (let index = 0; index < 1_000; index += 1) worker.publish(text(`c${index}`, 0, 'words'));
    const queries = await ask(
      `SELECT query FROM pg_stat_activity WHERE application_name = 'durable-goals-live'`,
    );
    expect(JSON.stringify(queries)).not.toContain('unnest');
    await worker.close();
  });

  test('is silent while nothing answers, and begins when something does', async () => {
    const silent = await freePort();
    const complaints: string[] = [];
    const live = postgresLive({
      connectionString: `postgres://ada:hunter2@127.0.0.1:${silent}/none`,
      complain: (message) => complaints.push(message),
    });
    const { heard } = watching(live, 'x');
    live.publish(text('x', 0, 'here at least'));
    expect(heard).toContainEqual(expect.objectContaining({ text: 'here at least' }));
    await soon(() => expect(complaints).toHaveLength(1));
    expect(complaints.join()).not.toContain('hunter2');
    await live.close();
  });
});
