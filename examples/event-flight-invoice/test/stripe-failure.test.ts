import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createInvoiceTool } from '../src/tools/create-invoice.js';
import { toolContext } from './tool-context.js';

const input = { amount: 20, tripDetails: 'A trip', email: 'ada@example.com', daysUntilDue: 7 };

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(
  status: number,
  error: object,
): Promise<{ baseUrl: string; asked: string[] }> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error }));
  });
  await new Promise<void>((resolve) => void server?.listen(0, '127.0.0.1', resolve));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function failure(baseUrl: string, key = 'sk_test_secret'): Promise<Error> {
  const environment = () => ({ STRIPE_API_KEY: key, STRIPE_API_BASE: baseUrl });
  try {
    await createInvoiceTool({ environment }).execute(input, toolContext());
  } catch (error) {
    return error as Error;
  }
  throw new Error('The invoice was made.');
}

describe('an error of Stripe', () => {
  test.each([
    ['a declined card', 402, { type: 'card_error', message: 'Your card was declined.' }],
    ['a bad request', 400, { type: 'invalid_request_error', message: 'No such customer.' }],
    ['a refused key', 401, { message: 'Invalid API Key provided: sk_test_****cret' }],
    ['a narrow key', 403, { message: 'sk_test_secret may not write invoices.' }],
  ])('that a repeat cannot mend is told to the model: %s', async (_, status, error) => {
    const { baseUrl, asked } = await listen(status, error);
    const { name, message } = await failure(baseUrl);
    expect(name).toBe('ToolFailure');
    expect(message).toContain(`status ${status}`);
    expect(message).not.toContain('sk_');
    expect(asked).toHaveLength(1);
  });

  test.each([
    ['an attempt under way', 409, { type: 'idempotency_error', message: 'Key in use.' }],
    ['a rate limit', 429, { type: 'rate_limit_error', message: 'Slow down.' }],
    ['a fault', 500, { type: 'api_error', message: 'Oops, sk_test_secret.' }],
    ['an outage', 503, {}],
  ])('that time can mend is thrown, and asked once: %s', async (_, status, error) => {
    const { baseUrl, asked } = await listen(status, error);
    const { name, message } = await failure(baseUrl);
    expect(name).toBe('Error');
    expect(message).toContain(`status ${status}`);
    expect(message).not.toContain('sk_');
    expect(asked).toHaveLength(1);
  });

  test('that is a lost connection is thrown', async () => {
    const { name, message } = await failure('http://127.0.0.1:9');
    expect(name).toBe('Error');
    expect(message).toMatchInlineSnapshot(
      `"Stripe could not finish the invoice (StripeConnectionError). The call is tried again with the same keys."`,
    );
  });

  test('holds no key, whatever the key is', async () => {
    const error = await failure('http://127.0.0.1:9', 'sk_test_line\nbreak');
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
      'sk_test',
    );
  });
});

test('an address that is none is refused', async () => {
  expect(String(await failure('localhost:12111'))).toMatchInlineSnapshot(
    `"ToolFailure: 'STRIPE_API_BASE' is 'localhost:12111', not an http or https address. Set it to one such as 'https://api.stripe.com', or unset it."`,
  );
});

test.each(['sk_live_secret', 'rk_live_secret'])('a live key is warned of', async (key) => {
  const { baseUrl } = await listen(500, {});
  const context = toolContext();
  const environment = () => ({ STRIPE_API_KEY: key, STRIPE_API_BASE: baseUrl });
  const made = async () => createInvoiceTool({ environment }).execute(input, context);
  await expect(made()).rejects.toThrow('status 500');
  expect(context.warnings).toEqual([
    'STRIPE_API_KEY is a live key: this invoice is real and is sent to a person.',
  ]);
});

test('a cancelled call ends the request to Stripe', async () => {
  server = createServer(() => {});
  await new Promise<void>((resolve) => void server?.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const environment = () => ({ STRIPE_API_KEY: 'sk_test_1', STRIPE_API_BASE: baseUrl });
  const signal = AbortSignal.timeout(100);
  const begun = Date.now();
  const made = async () =>
    createInvoiceTool({ environment }).execute(input, toolContext({ signal }));
  await expect(made()).rejects.toThrow();
  expect(Date.now() - begun).toBeLessThan(5000);
});
