import {
  begin,
  drip,
  formatOf,
  limited,
  minuteAhead,
  ok,
  type Outcome,
  rateLimited,
  refusal,
  unavailable,
} from './fault-answers.js';
import { completion, type UpstreamAnswer, type UpstreamRequest } from './openai-upstream.js';

/** The key that the model is called with; it must never be seen again. */
export const canaryKey = 'canary-Zk3vQ8sT1xWm5Rb7';

export type Fault = readonly [
  name: string,
  answer: (request: UpstreamRequest) => UpstreamAnswer,
  outcome: Outcome,
];

/** Every way in which a provider was seen, or must be feared, to go wrong. */
export const faults: readonly Fault[] = [
  // Too many calls, and when to come back.
  ['429, Retry-After in seconds', () => limited({ 'retry-after': '7' }), rateLimited(7000)],
  ['429, retry-after-ms', () => limited({ 'retry-after-ms': '1500' }), rateLimited(1500)],
  ['429, both', () => limited({ 'retry-after-ms': '1500', 'retry-after': '7' }), rateLimited(1500)],
  [
    '429, an HTTP date',
    () => limited({ 'retry-after': minuteAhead() }),
    rateLimited([55_000, 60_000]),
  ],
  ['429, an hour', () => limited({ 'retry-after': '3600' }), rateLimited(3_600_000)],
  [
    '429, 10 to the 30',
    () => limited({ 'retry-after': '1'.padEnd(31, '0') }),
    rateLimited(3_600_000),
  ],
  ['429, garbage', () => limited({ 'retry-after': 'soon, maybe 5' }), rateLimited()],
  ['429, negative', () => limited({ 'retry-after': '-5' }), rateLimited()],
  ['429, zero', () => limited({ 'retry-after': '0' }), rateLimited()],
  [
    '429, the delay in words',
    () => limited({}, 'Please try again in 1m2.5s.'),
    rateLimited(62_500),
  ],
  [
    '429, a quota of this minute',
    () => limited({}, 'You exceeded your current quota. Please retry in 9s'),
    rateLimited(9000),
  ],
  [
    '429, do not retry',
    () => limited({ 'x-should-retry': 'false' }),
    { type: 'ModelQuotaExhausted' },
  ],
  [
    '429, insufficient_quota',
    () => refusal(429, 'You exceeded your current quota, check your plan.', 'insufficient_quota'),
    { type: 'ModelQuotaExhausted' },
  ],
  [
    '429, quota in the words only',
    () => refusal(429, 'RateLimitError: insufficient_quota'),
    { type: 'ModelQuotaExhausted' },
  ],
  [
    '429, larger than the limit itself',
    () => refusal(429, 'Request too large: Limit 10000, Requested 12000'),
    { type: 'ModelContextTooLong' },
  ],
  ['402', () => refusal(402, 'Insufficient Balance'), { type: 'ModelQuotaExhausted' }],
  [
    '400, credit used up',
    () => refusal(400, 'Your credit balance is too low'),
    { type: 'ModelQuotaExhausted' },
  ],
  // Who may call.
  [
    '401 with the key echoed',
    () => refusal(401, `Incorrect API key provided: ${canaryKey}.`, 'invalid_api_key'),
    { type: 'ModelAuthRefused' },
  ],
  ['403', () => refusal(403, 'Country not supported'), { type: 'ModelAuthRefused' }],
  [
    '400 about the key',
    () => refusal(400, 'API key not valid. Pass a valid API key.'),
    { type: 'ModelAuthRefused' },
  ],
  // What may be said.
  [
    '400, content policy',
    () => refusal(400, 'The response was filtered', 'content_filter'),
    { type: 'ModelContentRefused' },
  ],
  [
    '403, moderation',
    () => refusal(403, 'Your input was flagged'),
    { type: 'ModelContentRefused' },
  ],
  [
    'a refusal',
    () => ok(completion({ content: null, refusal: 'I cannot help with that.' })),
    { finish: 'refused', text: 'I cannot help with that.' },
  ],
  [
    'a refusal among parts',
    () => ok(completion({ content: [{ type: 'refusal', refusal: 'No.' }] })),
    { finish: 'refused', text: 'No.' },
  ],
  [
    'finish content_filter',
    () => ok(completion({ content: '' }, { finish_reason: 'content_filter' })),
    { finish: 'filtered', text: '' },
  ],
  // How long it may be.
  [
    '400, context too long',
    () =>
      refusal(
        400,
        'This model has a maximum context length of 8192 tokens',
        'context_length_exceeded',
      ),
    { type: 'ModelContextTooLong' },
  ],
  ['413', () => ({ status: 413, body: 'Payload Too Large' }), { type: 'ModelContextTooLong' }],
  [
    'finish length',
    () => ok(completion({ content: '{"response": "I f' }, { finish_reason: 'length' })),
    { finish: 'length', text: '{"response": "I f' },
  ],
  [
    '6 MB of content',
    () => ok(completion({ content: 'é'.repeat(3_000_000) })),
    { finish: 'length', text: 'é'.repeat(262_144) },
  ],
  [
    '20 MB of body',
    () => ok(completion({ content: 'x'.repeat(20_000_000) })),
    { type: 'ModelUnavailable' },
  ],
  // What may be asked for.
  [
    '400, no json_schema',
    ({ body }) =>
      formatOf(body) === 'json_schema'
        ? refusal(400, "'response_format' of type json_schema is not supported")
        : 'fine',
    { finish: 'stop', text: 'fine', calls: 2 },
  ],
  [
    '400, no response_format at all',
    ({ body }) =>
      formatOf(body) === undefined ? 'fine' : refusal(400, 'Unknown parameter: response_format'),
    { finish: 'stop', text: 'fine', calls: 3 },
  ],
  [
    '400 about something else',
    () => refusal(400, 'Unsupported value: temperature'),
    { type: 'ModelRequestRefused' },
  ],
  [
    '404, no such model',
    () => refusal(404, 'The model x does not exist', 'model_not_found'),
    { type: 'ModelUnknown' },
  ],
  [
    '404, no such path',
    () => ({ status: 404, body: '404 page not found' }),
    { type: 'ModelRequestRefused' },
  ],
  [
    '422',
    () => ({ status: 422, body: { detail: [{ msg: 'field required' }] } }),
    { type: 'ModelRequestRefused' },
  ],
  // What time heals.
  ['408', () => refusal(408, 'Timeout'), unavailable],
  ['409', () => refusal(409, 'Conflict'), unavailable],
  ['500', () => refusal(500, 'The server had an error'), unavailable],
  [
    '502 with a page',
    () => ({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html>Bad Gateway</html>',
    }),
    unavailable,
  ],
  [
    '503, Retry-After',
    () => refusal(503, 'Overloaded', 'x', { 'retry-after': '20' }),
    { ...unavailable, delay: 20_000 },
  ],
  ['529', () => refusal(529, 'Overloaded'), unavailable],
  [
    '500, x-should-retry: false',
    () => refusal(500, 'No', 'x', { 'x-should-retry': 'false' }),
    { type: 'ModelRequestRefused' },
  ],
  [
    '400, x-should-retry: true',
    () => refusal(400, 'Not now', 'x', { 'x-should-retry': 'true' }),
    unavailable,
  ],
  [
    '200 with an error inside',
    () => ok({ error: { code: 429, message: 'Slow down' } }),
    rateLimited(),
  ],
  [
    '200 with an error inside a choice',
    () =>
      ok(
        completion({}, { finish_reason: 'error', error: { code: 502, message: 'Upstream died' } }),
      ),
    unavailable,
  ],
  // What breaks on the way.
  ['connection reset', () => ({ write: (response) => response.destroy() }), unavailable],
  [
    'connection lost in the body',
    () => ({ write: (response) => begin(response, () => response.destroy()) }),
    unavailable,
  ],
  ['truncated JSON', () => ok('{"choices":[{"message":{"content":"half'), unavailable],
  [
    'a web page with 200',
    () => ({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>Log in</p>' }),
    unavailable,
  ],
  ['a JSON string with 200', () => ok('"hello"'), unavailable],
  ['an empty body with 200', () => ok(''), unavailable],
  ['no choices member', () => ok({ object: 'chat.completion' }), unavailable],
  ['a hang before headers', () => ({ write: () => undefined }), { type: 'ModelTimedOut' }],
  [
    'a hang after headers',
    () => ({ write: (response) => begin(response, () => undefined) }),
    { type: 'ModelTimedOut' },
  ],
  [
    'a hang in an error',
    () => ({ write: (response) => begin(response, () => undefined, 500) }),
    { type: 'ModelTimedOut' },
  ],
  ['a slow drip', () => ({ write: drip }), { type: 'ModelTimedOut' }],
  // Answers that are odd but no fault.
  ['choices: []', () => ok(completion({}, {}, { choices: [] })), { finish: 'stop', text: '' }],
  ['content null', () => ok(completion({ content: null })), { finish: 'stop', text: '' }],
  ['content ""', () => ok(completion({ content: '' })), { finish: 'stop', text: '' }],
  ['no message', () => ok(completion({}, { message: null })), { finish: 'stop', text: '' }],
  [
    'content as parts',
    () => ok(completion({ content: [{ type: 'text', text: 'a' }, 'b', { type: 'image' }] })),
    { finish: 'stop', text: 'ab' },
  ],
  [
    'no usage',
    () => ok(completion({ content: 'hi' }, {}, { usage: undefined })),
    { finish: 'stop', text: 'hi' },
  ],
  [
    'usage of nonsense',
    () => ok(completion({ content: 'hi' }, {}, { usage: { prompt_tokens: 'many' } })),
    { finish: 'stop', text: 'hi' },
  ],
  [
    'finish null',
    () => ok(completion({ content: 'hi' }, { finish_reason: null })),
    { finish: 'stop', text: 'hi' },
  ],
  [
    'a byte order mark',
    () => ok(`\uFEFF${JSON.stringify(completion({ content: 'Grüße 東京 🎫' }))}`),
    { finish: 'stop', text: 'Grüße 東京 🎫' },
  ],
  [
    'JSON called text/plain',
    () => ({ headers: { 'content-type': 'text/plain' }, body: completion({ content: 'hi' }) }),
    { finish: 'stop', text: 'hi' },
  ],
];
