import * as z from 'zod';
import type { Flight } from './flight.js';

/** What an answer said; when it is not complete, why, and what it held nevertheless. */
export type Reading<T> =
  | { readonly complete: true; readonly found: readonly T[] }
  | { readonly complete: false; readonly found: readonly T[]; readonly reason: string };

/** An airport, or a city with all of its airports, under the two ids that a search needs. */
export interface Airport {
  readonly skyId: string;
  readonly entityId: string;
  readonly name: string;
}

const place = z.object({
  skyId: z.string().min(1),
  entityId: z.string().min(1),
  presentation: z.object({ title: z.string() }),
});

const carrier = z.object({ name: z.string(), alternateId: z.string().optional() });

const leg = z.object({
  carriers: z.object({ marketing: z.array(carrier).min(1) }),
  segments: z
    .array(
      z.object({
        flightNumber: z.string(),
        marketingCarrier: carrier,
        operatingCarrier: carrier.optional(),
      }),
    )
    .min(1),
});

const itinerary = z.object({
  price: z.object({ raw: z.number().positive() }),
  legs: z.tuple([leg, leg]),
});

const envelope = z.object({ status: z.boolean(), message: z.unknown().optional() });

/** Reads the answer of an airport look-up, best match first. */
export function readAirports(answer: unknown): Reading<Airport> {
  const reason = refusalIn(answer);
  const { data } = (answer ?? {}) as { data?: unknown };
  if (reason !== undefined || !Array.isArray(data)) {
    return { complete: false, found: [], reason: reason ?? 'it holds no list of airports' };
  }
  const found = readable(place, data).map(({ skyId, entityId, presentation }) => ({
    skyId,
    entityId,
    name: presentation.title,
  }));
  return { complete: true, found };
}

const flightData = z.object({
  context: z.object({ status: z.string() }).optional(),
  itineraries: z.array(z.unknown()),
});

/** Reads the answer of a flight search. Itineraries that are not a flight there and back are left out. */
export function readItineraries(answer: unknown): Reading<Flight> {
  const reason = refusalIn(answer);
  const { data } = (answer ?? {}) as { data?: unknown };
  const parsed = flightData.safeParse(data);
  if (reason !== undefined || !parsed.success) {
    return { complete: false, found: [], reason: reason ?? 'it holds no itineraries' };
  }
  const { context, itineraries } = parsed.data;
  const found = readable(itinerary, itineraries).map(flightOf);
  if (context !== undefined && context.status !== 'complete') {
    return { complete: false, found, reason: `the search is still '${context.status}'` };
  }
  if (found.length === 0 && itineraries.length > 0) {
    return { complete: false, found, reason: 'its itineraries are not flights there and back' };
  }
  return { complete: true, found };
}

function refusalIn(answer: unknown): string | undefined {
  const parsed = envelope.safeParse(answer);
  if (!parsed.success) return 'it is not the JSON that the API documents';
  if (parsed.data.status) return undefined;
  const words = JSON.stringify(parsed.data.message ?? 'no reason given').slice(0, 200);
  return `it says ${words}`;
}

function readable<T extends z.ZodType>(schema: T, items: readonly unknown[]): z.output<T>[] {
  return items.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

function flightOf({ price, legs: [outbound, back] }: z.output<typeof itinerary>): Flight {
  return {
    operating_carrier: carrierOf(outbound),
    outbound_flight_code: codeOf(outbound),
    price: Math.round(price.raw * 100) / 100,
    return_flight_code: codeOf(back),
    return_operating_carrier: carrierOf(back),
  };
}

function carrierOf({ carriers, segments }: z.output<typeof leg>): string {
  return segments[0]?.operatingCarrier?.name ?? carriers.marketing[0]?.name ?? '';
}

function codeOf({ segments }: z.output<typeof leg>): string {
  const [first] = segments;
  return first === undefined
    ? ''
    : `${first.marketingCarrier.alternateId ?? ''}${first.flightNumber}`;
}
