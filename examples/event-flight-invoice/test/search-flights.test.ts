import { describe, expect, test } from 'vitest';
import type { FlightSearch } from '../src/flights/flight.js';
import { mockFlights } from '../src/flights/mock-flights.js';
import { cities, distanceKm, type City } from '../src/places/city.js';
import { findCity } from '../src/places/find-city.js';
import { searchFlightsTool } from '../src/tools/search-flights.js';
import { toolContext } from './tool-context.js';

const trip = {
  origin: 'Austin, TX',
  destination: 'SFO',
  dateDepart: '2027-04-16',
  dateReturn: '2027-05-02',
};

const search = async (
  input: Partial<typeof trip>,
  environment: Readonly<Record<string, string>> = {},
): Promise<FlightSearch> => {
  const tool = searchFlightsTool({
    now: () => new Date('2026-11-20T23:59:00Z'),
    environment: () => environment,
  });
  return (await tool.execute({ ...trip, ...input }, toolContext())) as FlightSearch;
};

const city = (name: string): City => {
  const found = findCity(name).city;
  if (found === undefined) throw new Error(`No city '${name}'.`);
  return found;
};

describe('the mock timetable', () => {
  test('has flights, cheapest first', async () => {
    const { results, ...rest } = await search({});
    expect(rest).toEqual({
      currency: 'USD',
      origin: 'Austin (AUS)',
      destination: 'San Francisco (SFO)',
      dateDepart: '2027-04-16',
      dateReturn: '2027-05-02',
    });
    expect(results[0]).toMatchInlineSnapshot(`
      {
        "operating_carrier": "Southwest Airlines",
        "outbound_flight_code": "WN115",
        "price": 229.91,
        "return_flight_code": "WN116",
        "return_operating_carrier": "Southwest Airlines",
      }
    `);
  });

  test('is a pure function of the trip', () => {
    for (const [index, from] of cities.entries()) {
      const to = cities[(index * 7 + 3) % cities.length];
      if (to === undefined || to.airports[0] === from.airports[0]) continue;
      const day = String(1 + (index % 28)).padStart(2, '0');
      const known = { from, to, dateDepart: `2027-03-${day}`, dateReturn: `2027-04-${day}` };
      const flights = mockFlights(known);
      expect(mockFlights(structuredClone(known))).toEqual(flights);
      expect(flights.length === 3 || flights.length === 4).toBe(true);
      expect(new Set(flights.map((each) => each.operating_carrier)).size).toBe(flights.length);
      expect(flights.map(({ price }) => price)).toEqual(
        flights.map(({ price }) => price).toSorted((a, b) => a - b),
      );
      for (const { price } of flights) expect(Number(price.toFixed(2))).toBe(price);
    }
  });

  test('asks more for a longer way', () => {
    const dates = { dateDepart: '2027-03-09', dateReturn: '2027-03-16' };
    const average = (to: string): number => {
      const flights = mockFlights({ from: city('London'), to: city(to), ...dates });
      return flights.reduce((sum, { price }) => sum + price, 0) / flights.length;
    };
    const names = ['Paris', 'Rome', 'Cairo', 'Mumbai', 'Tokyo', 'Sydney'];
    const prices = names.map(average);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(distanceKm(city('London'), city('Sydney'))).toBeGreaterThan(16_000);
  });

  test('asks more on a Friday than on a Tuesday, and in August than in March', () => {
    const cheapest = (dateDepart: string): number => {
      const known = { from: city('Dublin'), to: city('Lisbon'), dateReturn: '2027-09-14' };
      return Math.min(...mockFlights({ ...known, dateDepart }).map(({ price }) => price));
    };
    const sum = (days: readonly string[]): number =>
      days.reduce((total, day) => total + cheapest(day), 0);
    const tuesdays = sum(['2027-03-02', '2027-03-09', '2027-03-16', '2027-03-23']);
    expect(sum(['2027-03-05', '2027-03-12', '2027-03-19', '2027-03-26'])).toBeGreaterThan(tuesdays);
    expect(sum(['2027-08-03', '2027-08-10', '2027-08-17', '2027-08-24'])).toBeGreaterThan(tuesdays);
  });

  test.each([
    ['a return on the same day', { dateReturn: '2027-04-16' }],
    ['a departure today', { dateDepart: '2026-11-20' }],
    ['a city without events', { origin: 'Boise, Idaho' }],
  ])('has flights for %s', async (_, input) => {
    expect((await search(input)).results.length).toBeGreaterThanOrEqual(3);
  });

  test('explains what it cannot search', async () => {
    const said = async (input: Partial<typeof trip>) =>
      search(input).then(
        () => 'found flights',
        (error: Error) => `${error.name}: ${error.message}`,
      );
    expect([
      await said({ dateDepart: '2026-11-19' }),
      await said({ dateReturn: '2027-04-15' }),
      await said({ origin: 'San Fransisco' }),
      await said({ destination: 'Atlantis' }),
      await said({ origin: 'San Francisco' }),
    ]).toMatchInlineSnapshot(`
      [
        "ToolFailure: The day of departure '2026-11-19' is past; today is 2026-11-20. Give a day from today on.",
        "ToolFailure: The day of return '2027-04-15' is before the day of departure '2027-04-16'. Give a return on that day or later.",
        "ToolFailure: The origin 'San Fransisco' is not a city of the mock timetable. Nearest in name: 'San Francisco, CA'. Ask the person for a large city nearby.",
        "ToolFailure: The destination 'Atlantis' is not a city of the mock timetable. Nearest in name: 'Atlanta, GA'. Ask the person for a large city nearby.",
        "ToolFailure: 'San Francisco, CA' and 'San Francisco, CA' share the airport SFO, so there is no flight. Ask the person where the journey begins.",
      ]
    `);
  });

  test('a host that is an address is an error', async () => {
    const host = 'https://sky-scrapper.example.com/';
    const environment = { RAPIDAPI_KEY: 'secret-key', RAPIDAPI_HOST_FLIGHTS: host };
    await expect(search({}, environment)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ToolFailure: 'RAPIDAPI_HOST_FLIGHTS' is 'https://sky-scrapper.example.com/', not a host name. Set it to one such as 'sky-scrapper.p.rapidapi.com'.]`,
    );
  });

  test('half a configuration is an error, not a mock', async () => {
    const key = { RAPIDAPI_KEY: 'secret-key' };
    await expect(search({}, key)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ToolFailure: 'RAPIDAPI_KEY' is set but 'RAPIDAPI_HOST_FLIGHTS' is not, so no flights can be searched. Set both for real flights, or neither for the mock timetable.]`,
    );
    const host = { RAPIDAPI_HOST_FLIGHTS: 'sky.example.com', RAPIDAPI_KEY: ' ' };
    await expect(search({}, host)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ToolFailure: 'RAPIDAPI_HOST_FLIGHTS' is set but 'RAPIDAPI_KEY' is not, so no flights can be searched. Set both for real flights, or neither for the mock timetable.]`,
    );
  });
});
