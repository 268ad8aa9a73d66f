import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server is asked and what it says next. Shapes follow the public documentation of the API. */
export interface SkyScrapperServer {
  readonly baseUrl: string;
  readonly requests: { readonly url: URL; readonly headers: IncomingHttpHeaders }[];
  /** Answers of the flight search, one for each request; the last one is repeated. */
  flights: Answer[];
  airports: Answer | undefined;
  close(): Promise<void>;
}

/** A status and a body; text is sent as it is, anything else as JSON. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** A Sky Scrapper API on this machine that knows every airport and answers as it is told. */
export async function startSkyScrapper(): Promise<SkyScrapperServer> {
  const requests: SkyScrapperServer['requests'] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push({ url, headers: request.headers });
    const { status = 200, body } = answerTo(url);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const answerTo = (url: URL): Answer => {
    if (url.pathname === '/api/v1/flights/searchAirport') {
      return state.airports ?? { body: airport(url.searchParams.get('query') ?? '') };
    }
    if (url.pathname !== '/api/v2/flights/searchFlights') return { status: 404, body: {} };
    const [next, ...later] = state.flights;
    if (later.length > 0) state.flights = later;
    return next ?? { status: 500, body: {} };
  };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const state: SkyScrapperServer = {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    flights: [],
    airports: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return state;
}

function airport(query: string): object {
  const skyId = query.slice(0, 3).toUpperCase();
  const entityId = String(95_000_000 + skyId.charCodeAt(0));
  return {
    status: true,
    timestamp: 1_795_000_000_000,
    data: [
      {
        skyId,
        entityId,
        presentation: {
          title: query,
          suggestionTitle: `${query} (${skyId})`,
          subtitle: 'Somewhere',
        },
        navigation: {
          entityId,
          entityType: 'AIRPORT',
          localizedName: query,
          relevantFlightParams: { skyId, entityId, flightPlaceType: 'AIRPORT' },
        },
      },
    ],
  };
}

/** The body of a flight search. */
export function flightsBody(status: string, itineraries: readonly unknown[]): object {
  return {
    status: true,
    timestamp: 1_795_000_000_001,
    sessionId: '3f0d6c1e-0000-4000-8000-000000000000',
    data: { context: { status, totalResults: itineraries.length }, itineraries },
  };
}

/** An itinerary there and back with one airline. */
export function itinerary(name: string, code: string, price: number): object {
  const carrier = { id: -32_000, name, alternateId: code };
  const leg = (flightNumber: string) => ({
    id: `leg-${flightNumber}`,
    origin: { id: 'AUS', displayCode: 'AUS' },
    destination: { id: 'SFO', displayCode: 'SFO' },
    durationInMinutes: 236,
    stopCount: 0,
    departure: '2027-04-16T08:05:00',
    arrival: '2027-04-16T10:01:00',
    carriers: { marketing: [carrier], operationType: 'fully_operated' },
    segments: [{ flightNumber, marketingCarrier: carrier, operatingCarrier: carrier }],
  });
  return {
    id: `${code}-${price}`,
    price: { raw: price, formatted: `$${Math.round(price)}` },
    legs: [leg('101'), leg('102')],
  };
}
