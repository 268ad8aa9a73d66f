import { gzipSync } from 'node:zlib';
import { begin, drip, formatOf, refusal } from './fault-answers.js';
import { goesOn, good, says, waits, waitsFor, type Entry } from './fault-entry.js';
import { completion } from './openai-upstream.js';

/** Faults on the way to a provider, and of its own house. */
export const faultyWays: readonly Entry[] = [
  // What breaks on the way.
  {
    name: 'a web page with 200',
    answer: () => ({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Log in' }),
    outcome: waitsFor('ModelUnavailable'),
    calls: 'attempts',
  },
  {
    name: 'garbage that is called gzip',
    answer: () => ({ headers: { 'content-encoding': 'gzip' }, body: Buffer.from('no gzip') }),
    outcome: waitsFor('ModelUnavailable'),
    calls: 'attempts',
  },
  {
    name: 'real gzip',
    answer: () => ({
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(completion({ content: good }))),
    }),
    outcome: goesOn,
    calls: 1,
  },
  {
    name: 'a redirect, which is not followed',
    answer: ({ path }) => ({ status: 307, headers: { location: `${path}/elsewhere` }, body: '' }),
    outcome: waits('ModelRequestRefused'),
    calls: 1,
  },
  {
    name: 'no byte at all',
    answer: () => ({ write: () => undefined }),
    outcome: waitsFor('ModelTimedOut'),
    calls: 1,
  },
  {
    name: 'a byte now and then',
    answer: () => ({ write: drip }),
    outcome: waitsFor('ModelTimedOut'),
    calls: 1,
  },
  {
    name: 'a connection that is refused',
    answer: () => good,
    at: 'a closed port',
    outcome: waitsFor('ModelUnavailable'),
    calls: 0,
  },
  {
    name: 'a host that no DNS knows',
    answer: () => good,
    at: 'an unknown host',
    outcome: waitsFor('ModelUnavailable'),
    calls: 0,
  },
  {
    name: 'a port that does not speak TLS',
    answer: () => good,
    at: 'a port without TLS',
    outcome: waitsFor('ModelUnavailable'),
    calls: 0,
  },
  {
    name: 'a connection reset before the headers',
    answer: () => ({ write: (response) => response.destroy() }),
    outcome: waitsFor('ModelUnavailable'),
    calls: 'attempts',
  },
  {
    name: 'a connection reset after the headers',
    answer: () => ({ write: (response) => begin(response, () => response.destroy()) }),
    outcome: waitsFor('ModelUnavailable'),
    calls: 'attempts',
  },
  // What the provider's own trouble looks like.
  ...[408, 409, 500, 502, 503, 504, 529].map((status): Entry => ({
    name: `${status}`,
    answer: () => refusal(status, 'Not now'),
    outcome: waitsFor('ModelUnavailable'),
    calls: 'attempts',
  })),
  {
    name: '503, `Retry-After: 120`',
    answer: () => refusal(503, 'Overloaded', '', { 'retry-after': '120' }),
    outcome: waitsFor('ModelUnavailable', 120_000),
    calls: 1,
  },
  {
    name: '500, `x-should-retry: false`',
    answer: () => refusal(500, 'No', '', { 'x-should-retry': 'false' }),
    outcome: waits('ModelRequestRefused'),
    calls: 1,
  },
  {
    name: '400, `x-should-retry: true`',
    answer: () => refusal(400, 'Not now', '', { 'x-should-retry': 'true' }),
    outcome: waitsFor('ModelUnavailable'),
    calls: 'attempts',
  },
  {
    name: '500, a reset, then a good answer',
    answer: ({ call }) =>
      call === 1
        ? refusal(500, 'No')
        : call === 2
          ? { write: (response) => response.destroy() }
          : says(good),
    outcome: goesOn,
    calls: 3,
  },
  {
    name: '400, no `json_schema`, so a weaker format is asked for',
    answer: ({ body }) =>
      formatOf(body) === 'json_schema'
        ? refusal(400, "'response_format' of type json_schema is not supported")
        : says(good),
    outcome: goesOn,
    calls: 2,
  },
];
