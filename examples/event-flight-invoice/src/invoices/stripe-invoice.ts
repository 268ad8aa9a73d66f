import { createHash } from 'node:crypto';
import { ToolFailure, type ToolLog } from '@durable-goals/core';
import { Stripe } from 'stripe';
import type { Invoice, InvoiceRequest } from './invoice.js';
import { stripeFailure } from './stripe-failure.js';

/** How to reach Stripe. */
export interface StripeAccount {
  readonly key: string;
  /** @defaultValue Stripe's own API */
  readonly baseUrl?: string;
  readonly signal: AbortSignal;
  readonly log: ToolLog;
}

const requestTimeoutMs = 15_000;

/**
 * Invoices a trip through Stripe: finds or creates the customer, then makes, fills, finalises and sends the invoice.
 *
 * Every call that writes has its own idempotency key, derived from the request's; a repeat after a lost
 * answer gets the recorded one and makes nothing new. Stripe keeps the keys for 24 hours.
 *
 * @throws `ToolFailure` when Stripe refuses the request or the key.
 * @throws `Error` when Stripe cannot be reached, is overloaded or down, so that the call is tried again.
 */
export async function createStripeInvoice(
  request: InvoiceRequest,
  account: StripeAccount,
): Promise<Invoice> {
  if (/^[sr]k_live_/.test(account.key)) {
    account.log.warn('STRIPE_API_KEY is a live key: this invoice is real and is sent to a person.');
  }
  const stripe = connect(account);
  const step = (name: string): Stripe.RequestOptions => ({
    idempotencyKey: derivedKey(request.idempotencyKey, name),
  });
  try {
    const customer =
      (await findCustomer(stripe, request.email)) ??
      (await stripe.customers.create({ email: request.email }, step('customer')));
    const draft = await stripe.invoices.create(
      {
        customer: customer.id,
        collection_method: 'send_invoice',
        days_until_due: request.daysUntilDue,
        currency: 'usd',
        auto_advance: false,
        pending_invoice_items_behavior: 'exclude',
      },
      step('invoice'),
    );
    const item = {
      customer: customer.id,
      invoice: draft.id,
      amount: request.amountCents,
      currency: 'usd',
      description: request.tripDetails,
    };
    await stripe.invoiceItems.create(item, step('item'));
    await stripe.invoices.finalizeInvoice(draft.id, {}, step('finalise'));
    const sent = await stripe.invoices.sendInvoice(draft.id, {}, step('send'));
    return {
      invoiceStatus: sent.status ?? 'open',
      invoiceURL: sent.hosted_invoice_url ?? `https://dashboard.stripe.com/invoices/${sent.id}`,
      reference: sent.number ?? sent.id,
    };
  } catch (error) {
    throw stripeFailure(error);
  }
}

/** A key for one outside call, from the key of the whole; Stripe takes 255 characters at most. */
function derivedKey(idempotencyKey: string, step: string): string {
  const hash = createHash('sha256').update(`${idempotencyKey}\n${step}`).digest('hex');
  return `durable-goals-${step}-${hash}`;
}

/** The oldest customer with an address: the same one on a repeat, even when a newer one was added. */
async function findCustomer(stripe: Stripe, email: string): Promise<Stripe.Customer | undefined> {
  const { data } = await stripe.customers.list({ email, limit: 100 });
  return data.toSorted((a, b) => a.created - b.created)[0];
}

function connect({ key, baseUrl, signal }: StripeAccount): Stripe {
  const withSignal: typeof fetch = (url, init) => {
    const signals = init?.signal ? [signal, init.signal] : [signal];
    return fetch(url, { ...init, signal: AbortSignal.any(signals) });
  };
  return new Stripe(key, {
    // Temporal does the repeating, so that every attempt is seen.
    maxNetworkRetries: 0,
    timeout: requestTimeoutMs,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(withSignal),
    ...(baseUrl === undefined ? {} : address(baseUrl)),
  });
}

function address(baseUrl: string): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new ToolFailure(
      `'STRIPE_API_BASE' is '${baseUrl}', not an http or https address. Set it to one such as 'https://api.stripe.com', or unset it.`,
    );
  }
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return { host: url.hostname, port: url.port || (protocol === 'http' ? '80' : '443'), protocol };
}
