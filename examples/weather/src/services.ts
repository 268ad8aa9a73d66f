import { ToolFailure } from '@durable-goals/core';

/** Where the public services are, each without a slash at its end. */
export interface Services {
  /** Answers with the caller's address as a line of text. */
  readonly ip: string;
  /** Answers `/json/<address>` with where an address is. */
  readonly location: string;
  /** Answers `/alerts/active/area/<state>` with the alerts of a state of the USA. */
  readonly alerts: string;
}

/** The services, or what `WEATHER_IP_URL`, `WEATHER_LOCATION_URL` and `WEATHER_ALERTS_URL` put in their place. */
export function servicesFrom(environment: NodeJS.ProcessEnv): Services {
  return {
    ip: environment['WEATHER_IP_URL'] ?? 'https://icanhazip.com',
    location: environment['WEATHER_LOCATION_URL'] ?? 'http://ip-api.com',
    alerts: environment['WEATHER_ALERTS_URL'] ?? 'https://api.weather.gov',
  };
}

/**
 * Asks a service.
 *
 * A refusal is a `ToolFailure`, which the model reads; a service that is away or in trouble is an error, which Temporal
 * tries again.
 */
export async function ask(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    // The weather service refuses who does not say who they are.
    headers: {
      'user-agent': 'durable-goals-example-weather',
      accept: 'application/geo+json, application/json, text/plain',
    },
  });
  const text = await response.text();
  if (response.ok) return text;
  const { host } = new URL(url);
  if (response.status >= 500 || response.status === 429) {
    throw new Error(`${host} answered with status ${response.status}.`);
  }
  throw new ToolFailure(`${host} refused the question: ${text.slice(0, 300)}`);
}
