import { tripGoal } from './goal.js';

/** The goals of this example, as a Worker registers them. */
export const goals = [tripGoal] as const;

export { tripGoal };
export { ledgerPath, readLedger, type LedgerEntry } from './invoices/ledger.js';
export {
  createInvoice,
  createInvoiceTool,
  type CreateInvoiceOptions,
} from './tools/create-invoice.js';
export { findEvents, findEventsTool } from './tools/find-events.js';
export {
  searchFlights,
  searchFlightsTool,
  type SearchFlightsOptions,
} from './tools/search-flights.js';
