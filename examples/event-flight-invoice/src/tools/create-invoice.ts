import { defineTool, ToolFailure, type DefinedTool } from '@durable-goals/core';
import * as z from 'zod';
import { processEnvironment, setting, type Environment } from '../environment.js';
import { invoiceSchema, type InvoiceRequest } from '../invoices/invoice.js';
import { ledgerPath, writeToLedger } from '../invoices/ledger.js';
import { centsOf, maxInvoiceUsd } from '../invoices/money.js';
import { createStripeInvoice } from '../invoices/stripe-invoice.js';

const amountRule = `must be above 0, at most ${maxInvoiceUsd} USD and have no more than two decimals`;

const input = z.strictObject({
  amount: z
    .number()
    .positive()
    .max(maxInvoiceUsd)
    .refine((usd) => centsOf(usd) !== undefined, `The amount ${amountRule}.`)
    .describe('Total in USD, with at most two decimals: the price of the chosen flight'),
  tripDetails: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe('What the invoice is for: event, flight, cities and dates in one line'),
  email: z
    .email()
    .describe('Email address that the invoice goes to; ask the person for it, never make one up'),
  daysUntilDue: z
    .int()
    .min(1)
    .max(90)
    .default(7)
    .describe('Days until the invoice is due; 7 unless the person wants another term'),
});

/** What {@link createInvoiceTool} may be given instead of the real surroundings. */
export interface CreateInvoiceOptions {
  /** The clock that dates the mock ledger's entries. */
  readonly now?: () => Date;
  readonly environment?: Environment;
}

/** Makes the tool that invoices a trip: in a mock ledger, or through Stripe when its key is set. */
export function createInvoiceTool({
  now = () => new Date(),
  environment = processEnvironment,
}: CreateInvoiceOptions = {}): DefinedTool<'CreateInvoice', typeof input> {
  return defineTool({
    name: 'CreateInvoice',
    description:
      'Create an invoice for the trip. It goes to the email address that the person gives.',
    input,
    output: invoiceSchema,
    effect: 'idempotent',
    needsApproval: 'always',
    // Six calls to Stripe, each with a deadline of its own.
    timing: { startToCloseMs: 90_000 },
    execute({ amount, tripDetails, email, daysUntilDue }, { idempotencyKey, signal, log }) {
      const amountCents = centsOf(amount);
      if (amountCents === undefined) {
        throw new ToolFailure(
          `The amount '${amount}' ${amountRule}. Ask the person for the price.`,
        );
      }
      const request: InvoiceRequest = {
        amountCents,
        tripDetails,
        email,
        daysUntilDue,
        idempotencyKey,
      };
      const key = setting(environment, 'STRIPE_API_KEY');
      if (key === undefined) {
        return writeToLedger(ledgerPath(environment), request, now().toISOString());
      }
      const baseUrl = setting(environment, 'STRIPE_API_BASE');
      return createStripeInvoice(request, {
        key,
        signal,
        log,
        ...(baseUrl === undefined ? {} : { baseUrl }),
      });
    },
  });
}

/** Invoices a trip. */
export const createInvoice = createInvoiceTool();
