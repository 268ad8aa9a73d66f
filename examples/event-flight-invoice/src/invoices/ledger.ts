import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ToolFailure } from '@durable-goals/core';
import * as z from 'zod';
import { processEnvironment, setting, type Environment } from '../environment.js';
import type { Invoice, InvoiceRequest } from './invoice.js';

const ledgerEntry = z.object({
  idempotencyKey: z.string(),
  reference: z.string(),
  amountCents: z.int(),
  currency: z.literal('USD'),
  tripDetails: z.string(),
  email: z.string(),
  daysUntilDue: z.int(),
  createdAt: z.string(),
});

/** An invoice in the mock ledger. */
export type LedgerEntry = Readonly<z.output<typeof ledgerEntry>>;

/** Where the mock ledger is: `INVOICE_LEDGER`, or `.durable-goals/ledger.jsonl` in the working directory. */
export function ledgerPath(environment: Environment = processEnvironment): string {
  return resolve(setting(environment, 'INVOICE_LEDGER') ?? '.durable-goals/ledger.jsonl');
}

/** Every invoice in the mock ledger, each once, oldest first; none when there is no ledger yet. */
export async function readLedger(path: string = ledgerPath()): Promise<LedgerEntry[]> {
  const entries = new Map<string, LedgerEntry>();
  for (const line of (await textOf(path)).split('\n')) {
    const entry = entryIn(line);
    if (entry !== undefined && !entries.has(entry.idempotencyKey)) {
      entries.set(entry.idempotencyKey, entry);
    }
  }
  return [...entries.values()];
}

/**
 * Writes an invoice into the mock ledger, unless it is there.
 *
 * Two processes may do so at once: lines are only ever appended, and the first one with a key counts.
 *
 * @param createdAt - ISO 8601, in UTC.
 * @throws `ToolFailure` when the key stands for another invoice.
 */
export async function writeToLedger(
  path: string,
  request: InvoiceRequest,
  createdAt: string,
): Promise<Invoice> {
  const { idempotencyKey } = request;
  const find = async (): Promise<LedgerEntry | undefined> =>
    (await readLedger(path)).find((entry) => entry.idempotencyKey === idempotencyKey);
  let entry = await find();
  if (entry === undefined) {
    await append(path, { ...request, reference: referenceOf(request), currency: 'USD', createdAt });
    entry = await find();
  }
  if (entry === undefined) {
    throw new Error(`The ledger '${path}' lost the invoice '${referenceOf(request)}'.`);
  }
  checkSame(entry, request);
  const { reference } = entry;
  return {
    invoiceStatus: 'open',
    invoiceURL: `https://invoices.example.com/${reference}`,
    reference,
  };
}

function referenceOf({ idempotencyKey }: InvoiceRequest): string {
  const hash = createHash('sha256').update(idempotencyKey).digest('hex');
  return `TRIP-${hash.slice(0, 10).toUpperCase()}`;
}

function checkSame(entry: LedgerEntry, request: InvoiceRequest): void {
  const same =
    entry.amountCents === request.amountCents &&
    entry.email === request.email &&
    entry.tripDetails === request.tripDetails &&
    entry.daysUntilDue === request.daysUntilDue;
  if (same) return;
  throw new ToolFailure(
    `The invoice '${entry.reference}' was made for this call already, with other details. Nothing was changed; make a new call for a new invoice.`,
  );
}

async function append(path: string, entry: LedgerEntry): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const text = await textOf(path);
  // A process that was killed in the middle of a line must not spoil the next one.
  const start = text === '' || text.endsWith('\n') ? '' : '\n';
  await appendFile(path, `${start}${JSON.stringify(entry)}\n`, { flush: true });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function entryIn(line: string): LedgerEntry | undefined {
  if (line.trim() === '') return undefined;
  try {
    return ledgerEntry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
