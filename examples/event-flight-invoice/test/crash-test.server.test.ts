import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crashTest } from '@durable-goals/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLedger } from '../src/invoices/ledger.js';

let folder: string;
let ledger: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'invoices-'));
  ledger = join(folder, 'ledger.jsonl');
});
afterAll(() => rm(folder, { recursive: true }));

test('an invoice is made once, wherever the Worker is killed', { timeout: 600_000 }, async () => {
  const report = await crashTest({
    module: new URL('../src/tools/create-invoice.ts', import.meta.url),
    tool: 'CreateInvoice',
    input: { amount: 19.99, tripDetails: 'Denver to Austin', email: 'ada@example.com' },
    effects: () => readLedger(ledger),
    env: { INVOICE_LEDGER: ledger, STRIPE_API_KEY: '' },
  });
  expect(report).toMatchObject({ effect: 'idempotent', effectsPerCall: 1 });
});
