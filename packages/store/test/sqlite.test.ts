import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileResults, sqliteStore } from '@durable-goals/store';
import { describeStore } from './conformance.js';
import { describeResults } from './results-conformance.js';
import { migrationFrom, versionTable } from '../src/schema.js';
import { at, statusOf, update } from './samples.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'durable-goals-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describeStore('a SQLite file', async () => {
  const file = join(folder, 'made', 'with', 'its', 'folder.db');
  return { open: () => sqliteStore(file), close: async () => {} };
});

describeResults('files', async () => fileResults(join(folder, 'results')));

describe('a SQLite store', () => {
  test('is still there for the next process', async () => {
    const file = join(folder, 'kept.db');
    const first = sqliteStore(file);
    await first.save(update('kept'));
    await first.close();
    const second = sqliteStore(file);
    expect((await second.transcript({ conversationId: 'kept' })).messages).toHaveLength(2);
    await second.close();
  });

  test('is written by several processes at once, started at once', async () => {
    const file = join(folder, 'processes.db');
    const children = Array.from({ length: 3 }, (_, index) =>
      fork(join(import.meta.dirname, 'writing-process.ts'), [file, `${index}`]),
    );
    for (const [code] of await Promise.all(children.map((child) => once(child, 'exit')))) {
      expect(code).toBe(0);
    }
    const store = sqliteStore(file);
    const { messages } = await store.transcript({ conversationId: 'shared' }, { limit: 1_000 });
    expect(messages).toHaveLength(300);
    await store.close();
  });

  test.each([
    [
      'a file that is no database',
      () => writeFileSync(join(folder, 'text.db'), 'x'.repeat(5_000)),
      'text.db',
    ],
    ['a path through a file', () => writeFileSync(join(folder, 'file'), ''), 'file/store.db'],
  ])('says that %s cannot be used', (_, prepare, name) => {
    prepare();
    expect(() => sqliteStore(join(folder, name))).toThrow(
      /^The conversation store in '.*' cannot be used: .*\. Look at the database; conversations go on without it\.$/,
    );
  });

  test('leaves a schema alone that a newer release made', () => {
    const file = join(folder, 'newer.db');
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE dg_schema (version INTEGER NOT NULL)');
    database.exec('INSERT INTO dg_schema (version) VALUES (99)');
    database.close();
    expect(() => sqliteStore(file)).toThrow(
      /its schema has version 99 .*update @durable-goals\/store/,
    );
  });

  test('takes over a file that the first release made', async () => {
    const file = join(folder, 'older.db');
    const database = new DatabaseSync(file);
    database.exec(versionTable);
    const all = migrationFrom(0);
    const first = all.slice(
      0,
      all.findIndex((statement) => statement.startsWith('ALTER TABLE')),
    );
    for (const statement of [...first, 'INSERT INTO dg_schema (version) VALUES (1)']) {
      database.exec(statement);
    }
    const status = JSON.stringify(statusOf('old'));
    database
      .prepare(
        `INSERT INTO dg_conversations VALUES ('c', 'old', 'trip', 'ended', 0, 1, ?, ?, ?, ?)`,
      )
      .run(at(0), at(1), at(1), status);
    database.close();
    const store = sqliteStore(file);
    await store.save(update('new', { status: { owner: 'ada' } }));
    expect((await store.conversations()).items.map(({ status }) => status.owner)).toEqual([
      'ada',
      undefined,
    ]);
    await store.close();
  });

  test('waits for a file that another process writes, without holding this one up', async () => {
    const file = join(folder, 'locked.db');
    const store = sqliteStore(file);
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    const saved = store.save(update('locked'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    other.exec('COMMIT');
    await saved;
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    expect(await store.conversation({ conversationId: 'locked' })).toBeDefined();
    other.close();
    await store.close();
  });

  test('rejects with one sentence once it is closed', async () => {
    const store = sqliteStore(':memory:');
    await store.close();
    await expect(store.save(update('late'))).rejects.toMatchObject({ type: 'StoreUnavailable' });
  });
});
