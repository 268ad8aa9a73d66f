import * as z from 'zod';

/** An invoice to be made. */
export interface InvoiceRequest {
  readonly amountCents: number;
  readonly tripDetails: string;
  readonly email: string;
  readonly daysUntilDue: number;
  /** The same for every attempt at this invoice. */
  readonly idempotencyKey: string;
}

/** What the person gets to know of an invoice. */
export const invoiceSchema = z.object({
  invoiceStatus: z.string(),
  invoiceURL: z.url(),
  reference: z.string(),
});

/** What the person gets to know of an invoice. */
export type Invoice = z.output<typeof invoiceSchema>;
