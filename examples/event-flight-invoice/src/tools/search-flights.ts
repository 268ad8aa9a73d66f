import { defineTool, ToolFailure, type DefinedTool } from '@durable-goals/core';
import * as z from 'zod';
import { processEnvironment, setting, type Environment } from '../environment.js';
import { dayOf } from '../events/calendar.js';
import { flightSearchSchema, type FlightSearch, type Trip } from '../flights/flight.js';
import { mockFlights } from '../flights/mock-flights.js';
import { searchSkyScrapper, type SkyScrapper } from '../flights/sky-scrapper.js';
import { citiesInWords, cityInWords, type City } from '../places/city.js';
import { findCity } from '../places/find-city.js';

const input = z.strictObject({
  origin: z.string().trim().min(1).describe('City or airport to fly from'),
  destination: z.string().trim().min(1).describe('City or airport to fly to'),
  dateDepart: z.iso
    .date()
    .describe(
      'Day of departure, YYYY-MM-DD; the first day of the chosen event unless another is named',
    ),
  dateReturn: z.iso
    .date()
    .describe(
      'Day of return, YYYY-MM-DD; the last day of the chosen event unless another is named',
    ),
});

/** What {@link searchFlightsTool} may be given instead of the real surroundings. */
export interface SearchFlightsOptions {
  /** The clock that says which days are past, in UTC. */
  readonly now?: () => Date;
  readonly environment?: Environment;
  /** Wait before an answer that is not ready is asked for again. @defaultValue 1,500 */
  readonly pauseMs?: number;
}

/** Makes the tool that searches return flights: in a mock timetable, or through the Sky Scrapper API when its keys are set. */
export function searchFlightsTool({
  now = () => new Date(),
  environment = processEnvironment,
  pauseMs = 1500,
}: SearchFlightsOptions = {}): DefinedTool<'SearchFlights', typeof input> {
  return defineTool({
    name: 'SearchFlights',
    description:
      'Search return flights between two cities. They come cheapest first, priced in USD for one person.',
    input,
    output: flightSearchSchema,
    effect: 'read',
    // Two look-ups and a search that may have to be repeated do not fit into the usual 30 seconds.
    timing: { startToCloseMs: 90_000 },
    execute(trip, { signal }) {
      checkDates(trip, dayOf(now()));
      const account = rapidApiAccount(environment);
      if (account === undefined) return searchMock(trip);
      return searchSkyScrapper(trip, { ...account, pauseMs, signal });
    },
  });
}

/** Searches return flights between two cities. */
export const searchFlights = searchFlightsTool();

function checkDates({ dateDepart, dateReturn }: Trip, today: string): void {
  if (dateDepart < today) {
    throw new ToolFailure(
      `The day of departure '${dateDepart}' is past; today is ${today}. Give a day from today on.`,
    );
  }
  if (dateReturn < dateDepart) {
    throw new ToolFailure(
      `The day of return '${dateReturn}' is before the day of departure '${dateDepart}'. Give a return on that day or later.`,
    );
  }
}

function searchMock(trip: Trip): FlightSearch {
  const { dateDepart, dateReturn } = trip;
  const from = knownCity('origin', trip.origin);
  const to = knownCity('destination', trip.destination);
  if (from.airports[0] === to.airports[0]) {
    throw new ToolFailure(
      `'${cityInWords(from)}' and '${cityInWords(to)}' share the airport ${from.airports[0]}, so there is no flight. Ask the person where the journey begins.`,
    );
  }
  return {
    currency: 'USD',
    origin: airportInWords(from),
    destination: airportInWords(to),
    dateDepart,
    dateReturn,
    results: mockFlights({ from, to, dateDepart, dateReturn }),
  };
}

function airportInWords(city: City): string {
  return `${city.name} (${city.airports[0]})`;
}

function knownCity(field: 'origin' | 'destination', text: string): City {
  const found = findCity(text);
  if (found.city !== undefined) return found.city;
  const nearest = citiesInWords(found.nearest);
  const remedy = nearest === '' ? '' : ` Nearest in name: ${nearest}.`;
  throw new ToolFailure(
    `The ${field} '${text}' is not a city of the mock timetable.${remedy} Ask the person for a large city nearby.`,
  );
}

function rapidApiAccount(
  environment: Environment,
): Pick<SkyScrapper, 'key' | 'host' | 'baseUrl'> | undefined {
  const key = setting(environment, 'RAPIDAPI_KEY');
  const host = setting(environment, 'RAPIDAPI_HOST_FLIGHTS');
  if (key === undefined && host === undefined) return undefined;
  if (key === undefined) throw halfConfigured('RAPIDAPI_HOST_FLIGHTS', 'RAPIDAPI_KEY');
  if (host === undefined) throw halfConfigured('RAPIDAPI_KEY', 'RAPIDAPI_HOST_FLIGHTS');
  const baseUrl = setting(environment, 'RAPIDAPI_BASE_URL') ?? `https://${host}`;
  if (!/^[\w.-]+$/.test(host) || !URL.canParse(baseUrl)) {
    throw new ToolFailure(
      `'RAPIDAPI_HOST_FLIGHTS' is '${host}', not a host name. Set it to one such as 'sky-scrapper.p.rapidapi.com'.`,
    );
  }
  return { key, host, baseUrl };
}

function halfConfigured(there: string, missing: string): ToolFailure {
  return new ToolFailure(
    `'${there}' is set but '${missing}' is not, so no flights can be searched. Set both for real flights, or neither for the mock timetable.`,
  );
}
