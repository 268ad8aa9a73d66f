import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readLedger } from '../src/invoices/ledger.js';
import { createInvoiceTool } from '../src/tools/create-invoice.js';
import { toolContext } from './tool-context.js';

let folder: string;
let ledger: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'invoices-'));
  ledger = join(folder, 'ledger.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const input = {
  amount: 19.99,
  tripDetails: 'Trail of Lights, Southwest, Denver to Austin, 5 to 23 December',
  email: 'ada@example.com',
  daysUntilDue: 7,
};

const tool = createInvoiceTool({
  now: () => new Date('2026-11-20T12:00:00Z'),
  environment: () => ({ INVOICE_LEDGER: ledger, STRIPE_API_KEY: ' ' }),
});

describe('CreateInvoice without a Stripe key', () => {
  test('writes into the ledger, to the cent', async () => {
    const invoice = await tool.execute(input, toolContext());
    expect(invoice).toMatchInlineSnapshot(`
      {
        "invoiceStatus": "open",
        "invoiceURL": "https://invoices.example.com/TRIP-0ED1AC19F2",
        "reference": "TRIP-0ED1AC19F2",
      }
    `);
    const [entry] = await readLedger(ledger);
    expect(entry).toMatchObject({ amountCents: 1999, email: 'ada@example.com', daysUntilDue: 7 });
    expect(tool.output?.['~standard'].validate(invoice)).not.toHaveProperty('issues');
  });

  test('gives a repeated attempt the same invoice, a new call another one', async () => {
    const first = await tool.execute(input, toolContext());
    expect(await tool.execute(input, toolContext({ attempt: 2 }))).toEqual(first);
    const other = toolContext({ idempotencyKey: 'trip-1/run-2/1' });
    expect(await tool.execute(input, other)).not.toEqual(first);
    expect(await readLedger(ledger)).toHaveLength(2);
  });

  test('refuses an amount that is no money, whoever checked it before', async () => {
    const execute = async (amount: number) => tool.execute({ ...input, amount }, toolContext());
    await expect(execute(19.999)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ToolFailure: The amount '19.999' must be above 0, at most 50000 USD and have no more than two decimals. Ask the person for the price.]`,
    );
    await expect(execute(0)).rejects.toHaveProperty('name', 'ToolFailure');
    expect(await readLedger(ledger)).toEqual([]);
  });
});

describe('the input of CreateInvoice', () => {
  const issues = async (value: unknown) => {
    const result = await tool.input['~standard'].validate(value);
    return (result.issues ?? []).map(({ path }) => path?.[0]);
  };

  test('is due in seven days unless it says otherwise', async () => {
    const { daysUntilDue: _, ...rest } = input;
    const result = await tool.input['~standard'].validate(rest);
    expect(result).toHaveProperty('value', input);
  });

  test.each([
    ['no amount', { amount: undefined }, 'amount'],
    ['an amount of nothing', { amount: 0 }, 'amount'],
    ['less than a cent', { amount: 1.005 }, 'amount'],
    ['too much', { amount: 50_000.01 }, 'amount'],
    ['an amount in words', { amount: '19.99' }, 'amount'],
    ['no address', { email: undefined }, 'email'],
    ['half an address', { email: 'ada@' }, 'email'],
    ['no details', { tripDetails: ' ' }, 'tripDetails'],
    ['a term in the past', { daysUntilDue: 0 }, 'daysUntilDue'],
    ['half a day', { daysUntilDue: 1.5 }, 'daysUntilDue'],
  ])('has to be right: %s', async (_, change, field) => {
    expect(await issues({ ...input, ...change })).toContain(field);
  });
});
