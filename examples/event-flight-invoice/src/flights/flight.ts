import * as z from 'zod';

/** A trip that flights are searched for, with its dates checked. Days are `YYYY-MM-DD`. */
export interface Trip {
  readonly origin: string;
  readonly destination: string;
  readonly dateDepart: string;
  readonly dateReturn: string;
}

/** A flight there and back. Its price is for one person and both ways, in USD. */
const flightSchema = z.object({
  operating_carrier: z.string(),
  outbound_flight_code: z.string(),
  price: z.number(),
  return_flight_code: z.string(),
  return_operating_carrier: z.string(),
});

/** A flight there and back. */
export type Flight = z.output<typeof flightSchema>;

/** What a search found, cheapest first. */
export const flightSearchSchema = z.object({
  currency: z.literal('USD'),
  origin: z.string(),
  destination: z.string(),
  dateDepart: z.iso.date(),
  dateReturn: z.iso.date(),
  results: z.array(flightSchema),
});

/** What a search found, cheapest first. */
export type FlightSearch = z.output<typeof flightSearchSchema>;
