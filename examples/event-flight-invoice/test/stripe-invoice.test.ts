import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Invoice } from '../src/invoices/invoice.js';
import { createInvoiceTool } from '../src/tools/create-invoice.js';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.js';
import { startStripeMock, stripeMockMissing } from './stripe-mock.js';
import { toolContext } from './tool-context.js';

const input = {
  amount: 19.99,
  tripDetails: 'Trail of Lights, Denver to Austin',
  email: 'ada@example.com',
  daysUntilDue: 14,
};

const writes = [
  'POST customers',
  'POST invoices',
  'POST invoiceitems',
  'POST invoices/:id/finalize',
  'POST invoices/:id/send',
];

describe('CreateInvoice through Stripe', () => {
  let stripe: Awaited<ReturnType<typeof startStripeMock>> | undefined;
  let missing: string | undefined;
  let proxy: RecordingProxy;
  beforeAll(async () => {
    missing = await stripeMockMissing();
    if (missing === undefined) stripe = await startStripeMock();
  }, 300_000);
  afterAll(() => stripe?.stop());
  beforeEach(async ({ skip }) => {
    if (stripe === undefined) return skip(missing ?? 'stripe-mock did not start');
    proxy = await startRecordingProxy(stripe.baseUrl);
  });
  afterEach(async () => {
    if (stripe !== undefined) await proxy.close();
  });

  const invoice = async (idempotencyKey: string, amount = input.amount): Promise<Invoice> => {
    const tool = createInvoiceTool({
      environment: () => ({ STRIPE_API_KEY: 'sk_test_123', STRIPE_API_BASE: proxy.baseUrl }),
    });
    return (await tool.execute({ ...input, amount }, toolContext({ idempotencyKey }))) as Invoice;
  };
  const effects = (): string[] =>
    proxy.requests
      .filter(({ call, forwarded }) => forwarded && call.startsWith('POST'))
      .map(({ call }) => call);

  test('makes the customer, the invoice and its item, then finalises and sends it', async () => {
    const { invoiceStatus, invoiceURL, reference } = await invoice('trip-1/run-1/3');
    expect(invoiceStatus).toMatch(/^(draft|open)$/);
    expect(invoiceURL).toMatch(/^https:\/\//);
    expect(reference).not.toBe('');
    expect(proxy.requests.map(({ call }) => call)).toEqual(['GET customers', ...writes]);
    expect(proxy.requests.every(({ status }) => status === 200)).toBe(true);
    const bodyOf = (call: string) =>
      Object.fromEntries(proxy.requests.find((each) => each.call === call)?.body ?? []);
    expect(bodyOf('POST customers')).toEqual({ email: 'ada@example.com' });
    expect(bodyOf('POST invoices')).toMatchObject({
      collection_method: 'send_invoice',
      days_until_due: '14',
      currency: 'usd',
      auto_advance: 'false',
    });
    expect(bodyOf('POST invoiceitems')).toMatchObject({
      amount: '1999',
      currency: 'usd',
      description: input.tripDetails,
    });
  });

  test('gives each call a key of its own, none longer than Stripe takes', async () => {
    await invoice(`${'a very long conversation id '.repeat(20)}/run-1/3`);
    const keys = proxy.requests.flatMap(({ key }) => (key === undefined ? [] : [key]));
    expect(new Set(keys).size).toBe(writes.length);
    for (const key of keys) expect(key.length).toBeLessThanOrEqual(255);
  });

  test('makes one invoice in two attempts with one key', async () => {
    const first = await invoice('trip-1/run-1/3');
    const second = await invoice('trip-1/run-1/3');
    expect(second).toEqual(first);
    expect(effects()).toEqual(writes);
  });

  test.each(writes)('makes one invoice when the answer of %s was lost', async (call) => {
    proxy.loseAnswerOf = call;
    const error: unknown = await invoice('trip-1/run-1/3').catch((reason: unknown) => reason);
    expect(error).toHaveProperty('name', 'Error');
    expect(String(error)).toContain('StripeConnectionError');
    await invoice('trip-1/run-1/3');
    expect(effects()).toEqual(writes);
  });

  test('makes one invoice when three attempts run at once', async () => {
    const attempt = async () => invoice('trip-1/run-1/3');
    const attempts = await Promise.allSettled([attempt(), attempt(), attempt()]);
    for (const { status, ...result } of attempts) {
      if (status === 'rejected') expect(result).toHaveProperty('reason.name', 'Error');
    }
    await attempt();
    expect(effects()).toEqual(writes);
  });

  test('makes another invoice for another key, and finds the customer', async () => {
    await invoice('trip-1/run-1/3');
    await invoice('trip-1/run-2/3');
    expect(effects()).toEqual([...writes, ...writes.slice(1)]);
  });

  test('is refused by Stripe when one key comes with two amounts', async () => {
    await invoice('trip-1/run-1/3');
    const error: unknown = await invoice('trip-1/run-1/3', 20).catch((reason: unknown) => reason);
    expect(error).toHaveProperty('name', 'ToolFailure');
    expect(effects()).toEqual(writes);
  });
});

test('the recording proxy refuses a POST without a key', async () => {
  const proxy = await startRecordingProxy('http://127.0.0.1:9');
  const response = await fetch(`${proxy.baseUrl}/v1/customers`, {
    method: 'POST',
    body: 'email=a',
  });
  expect(response.status).toBe(400);
  expect(proxy.requests).toMatchObject([{ call: 'POST customers', forwarded: false }]);
  await proxy.close();
});
