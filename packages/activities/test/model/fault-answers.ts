import type { ServerResponse } from 'node:http';
import type { UpstreamAnswer, UpstreamRequest } from './openai-upstream.js';

/** What must come of a fault. */
export interface Outcome {
  readonly type?: string;
  /** Milliseconds that the provider asked for: exactly, or between two bounds. */
  readonly delay?: number | readonly [number, number];
  readonly finish?: 'stop' | 'length' | 'refused' | 'filtered';
  readonly text?: string;
  /** HTTP calls, 1 when left out. */
  readonly calls?: number;
}

export const unavailable: Outcome = { type: 'ModelUnavailable' };

export const minuteAhead = (): string => new Date(Date.now() + 60_000).toUTCString();

export function rateLimited(delay?: Outcome['delay']): Outcome {
  return { type: 'ModelRateLimited', ...(delay !== undefined && { delay }) };
}

export function ok(body: unknown): UpstreamAnswer {
  return { body };
}

export function refusal(
  status: number,
  message: string,
  code = '',
  headers: Record<string, string> = {},
): UpstreamAnswer {
  return { status, headers, body: { error: { message, code, type: 'error' } } };
}

export function limited(
  headers: Record<string, string>,
  message = 'Rate limit reached',
): UpstreamAnswer {
  return refusal(429, message, 'rate_limit_exceeded', headers);
}

export function formatOf(body: UpstreamRequest['body']): string | undefined {
  return (body['response_format'] as { type: string } | undefined)?.type;
}

export function begin(response: ServerResponse, then: () => void, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.write('{"choices":[{"message":', () => setTimeout(then, 20));
}

export function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
}
