import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Services } from '../src/index.js';

/** A server that stands in for the three public services, and remembers what it was asked. */
export interface WeatherServer {
  readonly services: Services;
  /** The environment that puts it in place of the real ones. */
  readonly environment: Readonly<Record<string, string>>;
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/** The answers of the services, in their own shapes. */
const locations: Readonly<Record<string, object>> = {
  '203.0.113.7': {
    status: 'success',
    country: 'United States',
    countryCode: 'US',
    region: 'WA',
    regionName: 'Washington',
    city: 'Seattle',
    zip: '98101',
    timezone: 'America/Los_Angeles',
    query: '203.0.113.7',
  },
};
const alerts: Readonly<Record<string, readonly object[]>> = {
  WA: [alert('Wind Advisory', 'Moderate', 'Seattle and Vicinity')],
  NY: [
    alert('Winter Storm Warning', 'Severe', 'Erie; Niagara'),
    alert('Coastal Flood Advisory', 'Minor', 'Kings; Queens'),
  ],
  CA: [],
};

function alert(event: string, severity: string, areaDesc: string): object {
  return {
    id: `urn:oid:${event}`,
    type: 'Feature',
    geometry: null,
    properties: {
      event,
      severity,
      areaDesc,
      headline: `${event} issued November 26 by NWS`,
      description: 'A long text that no model needs.',
      expires: '2026-11-27T06:00:00-08:00',
    },
  };
}

/** @param beforeAnswer - What happens between a question and its answer. */
export async function startWeatherServer(
  beforeAnswer: (path: string) => Promise<void> = () => Promise.resolve(),
): Promise<WeatherServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    beforeAnswer(path).then(
      () => answer(path, response),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    services: { ip: url, location: url, alerts: url },
    environment: { WEATHER_IP_URL: url, WEATHER_LOCATION_URL: url, WEATHER_ALERTS_URL: url },
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(path: string, response: ServerResponse): void {
  const json = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const address = /^\/json\/(.+)$/.exec(path)?.[1];
  const state = /^\/alerts\/active\/area\/(.+)$/.exec(path)?.[1];
  if (address !== undefined) {
    const location = locations[decodeURIComponent(address)];
    json(200, location ?? { status: 'fail', message: 'private range', query: address });
    return;
  }
  if (state === undefined) {
    response.end('203.0.113.7\n');
    return;
  }
  const features = alerts[state];
  if (features === undefined) {
    json(400, { title: 'Bad Request', detail: `Invalid value for 'area': ${state}` });
  } else {
    json(200, { type: 'FeatureCollection', features, title: `Current alerts for ${state}` });
  }
}
