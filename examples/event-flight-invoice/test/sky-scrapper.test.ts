import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FlightSearch } from '../src/flights/flight.js';
import { searchFlightsTool } from '../src/tools/search-flights.js';
import {
  flightsBody,
  itinerary,
  startSkyScrapper,
  type Answer,
  type SkyScrapperServer,
} from './sky-scrapper-server.js';
import { toolContext } from './tool-context.js';

let server: SkyScrapperServer;
beforeEach(async () => {
  server = await startSkyScrapper();
});
afterEach(() => server.close());

const secret = 'rapid-secret-key';

async function search(signal?: AbortSignal): Promise<FlightSearch> {
  const tool = searchFlightsTool({
    now: () => new Date('2026-11-20T12:00:00Z'),
    pauseMs: signal === undefined ? 1 : 60_000,
    environment: () => ({
      RAPIDAPI_KEY: secret,
      RAPIDAPI_HOST_FLIGHTS: 'sky-scrapper.example.com',
      RAPIDAPI_BASE_URL: server.baseUrl,
    }),
  });
  const input = {
    origin: 'Austin',
    destination: 'San Francisco',
    dateDepart: '2027-04-16',
    dateReturn: '2027-05-02',
  };
  const context = toolContext(signal === undefined ? {} : { signal });
  return (await tool.execute(input, context)) as FlightSearch;
}

const asked = (): string[] =>
  server.requests.map(({ url }) => url.pathname.split('/').at(-1) ?? '');
const complete: Answer = { body: flightsBody('complete', [itinerary('Delta', 'DL', 310.456)]) };
const incomplete: Answer = { body: flightsBody('incomplete', []) };

describe('flights of the Sky Scrapper API', () => {
  test('take two look-ups and one search', async () => {
    server.flights = [complete];
    expect(await search()).toMatchInlineSnapshot(`
      {
        "currency": "USD",
        "dateDepart": "2027-04-16",
        "dateReturn": "2027-05-02",
        "destination": "San Francisco (SAN)",
        "origin": "Austin (AUS)",
        "results": [
          {
            "operating_carrier": "Delta",
            "outbound_flight_code": "DL101",
            "price": 310.46,
            "return_flight_code": "DL102",
            "return_operating_carrier": "Delta",
          },
        ],
      }
    `);
    expect(asked()).toEqual(['searchAirport', 'searchAirport', 'searchFlights']);
    const { url, headers } = server.requests[2] ?? {};
    expect(headers).toMatchObject({
      'x-rapidapi-key': secret,
      'x-rapidapi-host': 'sky-scrapper.example.com',
    });
    expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
      originSkyId: 'AUS',
      destinationSkyId: 'SAN',
      originEntityId: '95000065',
      destinationEntityId: '95000083',
      date: '2027-04-16',
      returnDate: '2027-05-02',
      currency: 'USD',
    });
  });

  test('are the cheapest of three airlines at most', async () => {
    const itineraries = [
      itinerary('Delta', 'DL', 310),
      itinerary('United', 'UA', 255.5),
      itinerary('Delta', 'DL', 290),
      itinerary('Alaska', 'AS', 402),
      itinerary('Southwest', 'WN', 231),
      { id: 'one way', price: { raw: 9 }, legs: [] },
    ];
    server.flights = [{ body: flightsBody('complete', itineraries) }];
    const { results } = await search();
    expect(results.map((each) => `${each.operating_carrier} ${each.price}`)).toEqual([
      'Southwest 231',
      'United 255.5',
      'Delta 290',
    ]);
  });

  test.each<[string, Answer]>([
    ['an incomplete answer', incomplete],
    ['a partial answer', { body: flightsBody('partial', [itinerary('Delta', 'DL', 310)]) }],
    ['"something went wrong"', { body: { status: false, message: 'Something went wrong' } }],
    ['an answer without data', { body: { status: true } }],
    ['an empty answer', { body: '' }],
    ['a page of HTML', { body: '<html>Bad day</html>' }],
  ])('are asked for again after %s', async (_, answer) => {
    server.flights = [answer, answer, complete];
    expect((await search()).results).toHaveLength(1);
    expect(asked().filter((name) => name === 'searchFlights')).toHaveLength(3);
  });

  test('that stay partial are given as they are', async () => {
    server.flights = [{ body: flightsBody('incomplete', [itinerary('Delta', 'DL', 310)]) }];
    expect((await search()).results).toHaveLength(1);
    expect(asked().filter((name) => name === 'searchFlights')).toHaveLength(4);
  });

  test('that never come are explained', async () => {
    const said: string[] = [];
    const answers = [
      incomplete,
      { body: { status: false, message: [{ date: 'Enter a valid date' }] } },
      { body: '<html>' },
      { body: flightsBody('complete', []) },
      { status: 401, body: { message: 'Invalid API key' } },
      { status: 404, body: {} },
    ];
    for (const answer of answers) {
      server.flights = [answer];
      const error: unknown = await search().catch((reason: unknown) => reason);
      said.push(String(error));
    }
    expect(said).toMatchInlineSnapshot(`
      [
        "ToolFailure: Sky Scrapper gave no usable answer in 4 attempts: the search is still 'incomplete'. Offer to try again in a few minutes or with other days.",
        "ToolFailure: Sky Scrapper gave no usable answer in 4 attempts: it says [{"date":"Enter a valid date"}]. Offer to try again in a few minutes or with other days.",
        "ToolFailure: Sky Scrapper gave no usable answer in 4 attempts: it is not the JSON that the API documents. Offer to try again in a few minutes or with other days.",
        "ToolFailure: There are no flights from 'Austin' to 'San Francisco' on 2027-04-16 and back on 2027-05-02. Offer other days or another city.",
        "ToolFailure: RapidAPI refused the key with status 401. Check that 'RAPIDAPI_KEY' is subscribed to 'sky-scrapper.example.com', or unset both variables to use the mock timetable.",
        "ToolFailure: Sky Scrapper refused the search with status 404. Offer other days or another city.",
      ]
    `);
    expect(said.join()).not.toContain(secret);
  });

  test('need an airport that exists', async () => {
    server.airports = { body: { status: true, data: [] } };
    await expect(search()).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ToolFailure: No airport is known under 'Austin'. Ask the person for a large city nearby or an airport code.]`,
    );
  });

  test.each([429, 500, 503])('leave status %s to the retries of Temporal', async (status) => {
    server.flights = [{ status, body: { message: 'Too many requests' } }];
    const error: unknown = await search().catch((reason: unknown) => reason);
    expect(error).toHaveProperty('name', 'Error');
    expect(String(error)).toContain(`status ${status}`);
    expect(asked().filter((name) => name === 'searchFlights')).toHaveLength(1);
  });

  test('leave a lost connection to the retries of Temporal', async () => {
    await server.close();
    const error: unknown = await search().catch((reason: unknown) => reason);
    expect(String(error)).toBe(
      "Error: 'sky-scrapper.example.com' could not be reached (ECONNREFUSED). The search is tried again.",
    );
  });

  test('stop being asked for when the call is cancelled', async () => {
    server.flights = [incomplete];
    const controller = new AbortController();
    const result = search(controller.signal);
    setTimeout(() => controller.abort(), 200);
    await expect(result).rejects.toHaveProperty('name', 'AbortError');
    expect(asked().filter((name) => name === 'searchFlights')).toHaveLength(1);
  });
});
