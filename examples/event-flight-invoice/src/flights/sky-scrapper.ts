import { setTimeout as pause } from 'node:timers/promises';
import { ToolFailure } from '@durable-goals/core';
import type { Flight, FlightSearch, Trip } from './flight.js';
import { readAirports, readItineraries, type Reading } from './sky-scrapper-answer.js';

/** How to reach the Sky Scrapper API on RapidAPI. */
export interface SkyScrapper {
  readonly key: string;
  readonly host: string;
  readonly baseUrl: string;
  /** Wait before an answer that is not ready is asked for again. */
  readonly pauseMs: number;
  readonly signal: AbortSignal;
}

const maxAttempts = 4;
const maxCarriers = 3;
const requestTimeoutMs = 15_000;

/**
 * Searches flights in the Sky Scrapper API: two airport look-ups, then one search.
 *
 * Answers that are incomplete or make no sense are asked for again, four times in all.
 *
 * @throws `ToolFailure` when nothing was found, the key was refused, or no answer was of use.
 * @throws `Error` for status 429 and 5xx and a lost connection, so that the call is tried again later.
 */
export async function searchSkyScrapper(trip: Trip, service: SkyScrapper): Promise<FlightSearch> {
  const { dateDepart, dateReturn } = trip;
  const [from, to] = await Promise.all([
    findAirport(trip.origin, service),
    findAirport(trip.destination, service),
  ]);
  const query = {
    originSkyId: from.skyId,
    originEntityId: from.entityId,
    destinationSkyId: to.skyId,
    destinationEntityId: to.entityId,
    date: dateDepart,
    returnDate: dateReturn,
    adults: '1',
    cabinClass: 'economy',
    sortBy: 'best',
    currency: 'USD',
    market: 'en-US',
    countryCode: 'US',
  };
  const path = `/api/v2/flights/searchFlights?${new URLSearchParams(query).toString()}`;
  const results = cheapestOfEachCarrier(await read(path, service, readItineraries));
  if (results.length === 0) {
    throw new ToolFailure(
      `There are no flights from '${trip.origin}' to '${trip.destination}' on ${dateDepart} and back on ${dateReturn}. Offer other days or another city.`,
    );
  }
  const origin = `${from.name} (${from.skyId})`;
  const destination = `${to.name} (${to.skyId})`;
  return { currency: 'USD', origin, destination, dateDepart, dateReturn, results };
}

async function findAirport(name: string, service: SkyScrapper) {
  const query = new URLSearchParams({ query: name, locale: 'en-US' });
  const path = `/api/v1/flights/searchAirport?${query.toString()}`;
  const [airport] = await read(path, service, readAirports);
  if (airport === undefined) {
    throw new ToolFailure(
      `No airport is known under '${name}'. Ask the person for a large city nearby or an airport code.`,
    );
  }
  return airport;
}

/** At most one flight of each airline, three in all, cheapest first. */
function cheapestOfEachCarrier(flights: readonly Flight[]): Flight[] {
  const byCarrier = new Map<string, Flight>();
  for (const flight of flights.toSorted((a, b) => a.price - b.price)) {
    if (!byCarrier.has(flight.operating_carrier)) byCarrier.set(flight.operating_carrier, flight);
  }
  return [...byCarrier.values()].slice(0, maxCarriers);
}

async function read<T>(
  path: string,
  service: SkyScrapper,
  reader: (answer: unknown) => Reading<T>,
): Promise<readonly T[]> {
  for (let attempt = 1; ; attempt += 1) {
    const reading = reader(await ask(path, service));
    if (reading.complete) return reading.found;
    if (attempt === maxAttempts) {
      if (reading.found.length > 0) return reading.found;
      throw new ToolFailure(
        `Sky Scrapper gave no usable answer in ${maxAttempts} attempts: ${reading.reason.replaceAll(service.key, '(key)')}. Offer to try again in a few minutes or with other days.`,
      );
    }
    await pause(service.pauseMs * attempt, undefined, { signal: service.signal });
  }
}

/** One request. @returns The answer's JSON, or `undefined` when it has none. */
async function ask(path: string, service: SkyScrapper): Promise<unknown> {
  const { status, text } = await request(path, service);
  if (status === 429 || status >= 500) {
    throw new Error(`Sky Scrapper answered with status ${status}. The search is tried again.`);
  }
  if (status === 401 || status === 403) {
    throw new ToolFailure(
      `RapidAPI refused the key with status ${status}. Check that 'RAPIDAPI_KEY' is subscribed to '${service.host}', or unset both variables to use the mock timetable.`,
    );
  }
  if (status >= 400) {
    throw new ToolFailure(
      `Sky Scrapper refused the search with status ${status}. Offer other days or another city.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function request(
  path: string,
  { key, host, baseUrl, signal }: SkyScrapper,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(new URL(path, baseUrl), {
      headers: { 'x-rapidapi-key': key, 'x-rapidapi-host': host },
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(host, error);
  }
}

/** The words of fetch may quote a header, and with it the key; so only its code is passed on. */
function unreachable(host: string, error: unknown): Error {
  const reason = error instanceof Error ? reasonOf(error) : 'no reason given';
  return new Error(`'${host}' could not be reached (${reason}). The search is tried again.`);
}

function reasonOf({ name, cause }: Error): string {
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : name;
}
