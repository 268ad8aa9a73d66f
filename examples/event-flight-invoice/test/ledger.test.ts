import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ledgerPath, readLedger, writeToLedger } from '../src/invoices/ledger.js';

const request = {
  amountCents: 22_991,
  tripDetails: 'Film festival in San Francisco',
  email: 'ada@example.com',
  daysUntilDue: 7,
  idempotencyKey: 'trip-1/run-1/3',
};
const now = '2026-11-20T12:00:00.000Z';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'));
  path = join(folder, 'deep', 'ledger.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const lines = async (): Promise<string[]> => (await readFile(path, 'utf8')).split('\n');

describe('the ledger', () => {
  test('has no invoices before the first one', async () => {
    expect(await readLedger(path)).toEqual([]);
  });

  test('holds one invoice for two attempts with one key', async () => {
    const first = await writeToLedger(path, request, now);
    const second = await writeToLedger(path, request, '2026-11-21T00:00:00.000Z');
    expect(second).toEqual(first);
    expect(await readLedger(path)).toEqual([
      { ...request, reference: first.reference, currency: 'USD', createdAt: now },
    ]);
    expect(await lines()).toHaveLength(2);
  });

  test('holds two invoices for two keys', async () => {
    const first = await writeToLedger(path, request, now);
    const second = await writeToLedger(path, { ...request, idempotencyKey: 'trip-1/run-2/3' }, now);
    expect(second.reference).not.toBe(first.reference);
    expect(await readLedger(path)).toHaveLength(2);
  });

  test('refuses another invoice under the same key', async () => {
    await writeToLedger(path, request, now);
    const other = writeToLedger(path, { ...request, amountCents: 1 }, now);
    await expect(other).rejects.toHaveProperty('name', 'ToolFailure');
    expect(await readLedger(path)).toHaveLength(1);
  });

  test('survives a process that was killed in the middle of a line', async () => {
    await writeToLedger(path, request, now);
    const { length } = await readFile(path);
    await writeToLedger(path, { ...request, idempotencyKey: 'killed' }, now);
    await truncate(path, length + 20);
    await writeToLedger(path, { ...request, idempotencyKey: 'after' }, now);
    await appendFile(path, '{"idempotencyKey":"half"');
    const keys = (await readLedger(path)).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys).toEqual([request.idempotencyKey, 'after']);
  });

  test('holds each invoice once when four processes write at the same time', async () => {
    const script = fileURLToPath(new URL('append-to-ledger.ts', import.meta.url));
    const node = [...process.execArgv, script, path];
    const runs = ['a', 'b', 'c', 'd'].map((key) =>
      promisify(execFile)(process.execPath, [...node, key, '25']),
    );
    const outputs = (await Promise.all(runs)).map(({ stdout }) => stdout.trim().split('\n'));
    const entries = await readLedger(path);
    expect(entries).toHaveLength(25 + 4 * 25);
    const known = new Map(entries.map((each) => [each.idempotencyKey, each.reference]));
    for (const line of outputs.flat()) {
      const [key = '', reference] = line.split(' ');
      expect(known.get(key)).toBe(reference);
    }
    expect((await lines()).filter((line) => line !== '').every((line) => JSON.parse(line))).toBe(
      true,
    );
  }, 60_000);
});

test('the ledger is where INVOICE_LEDGER says, else below the working directory', () => {
  expect(ledgerPath(() => ({}))).toBe(resolve('.durable-goals/ledger.jsonl'));
  expect(ledgerPath(() => ({ INVOICE_LEDGER: 'books/a.jsonl' }))).toBe(resolve('books/a.jsonl'));
});
