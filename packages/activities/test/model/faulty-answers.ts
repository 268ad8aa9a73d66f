import { limited, minuteAhead, ok, refusal } from './fault-answers.js';
import { callsThenGood, goesOn, good, says, waits, waitsFor, type Entry } from './fault-entry.js';
import { completion } from './openai-upstream.js';

/** Faults of a provider that answers: with a refusal, or with what is no answer of a model. */
export const faultyAnswers: readonly Entry[] = [
  // Too many calls.
  {
    name: '429, `Retry-After: 1`',
    answer: () => limited({ 'retry-after': '1' }),
    outcome: waitsFor('ModelRateLimited'),
    calls: 'attempts',
  },
  {
    name: '429, `retry-after-ms: 300`',
    answer: () => limited({ 'retry-after-ms': '300' }),
    outcome: waitsFor('ModelRateLimited'),
    calls: 'attempts',
  },
  {
    name: '429, `Retry-After` as an HTTP date in a minute',
    answer: () => limited({ 'retry-after': minuteAhead() }),
    outcome: waitsFor('ModelRateLimited', 60_000),
    calls: 1,
  },
  {
    name: '429, `Retry-After` of ten minutes',
    answer: () => limited({ 'retry-after': '600' }),
    outcome: waitsFor('ModelRateLimited', 600_000),
    calls: 1,
  },
  {
    name: '429, `Retry-After` of three days, which counts as an hour',
    answer: () => limited({ 'retry-after': '259200' }),
    outcome: waitsFor('ModelRateLimited', 3_600_000),
    calls: 1,
  },
  {
    name: '429, `Retry-After: soon, maybe 5`',
    answer: () => limited({ 'retry-after': 'soon, maybe 5' }),
    outcome: waitsFor('ModelRateLimited'),
    calls: 'attempts',
  },
  {
    name: '200 with an error 429 inside',
    answer: () => ok({ error: { code: 429, message: 'Slow down' } }),
    outcome: waitsFor('ModelRateLimited'),
    calls: 'attempts',
  },
  // No credit, no key, no such model.
  {
    name: '429, `insufficient_quota`',
    answer: () => refusal(429, 'You exceeded your current quota.', 'insufficient_quota'),
    outcome: waits('ModelQuotaExhausted'),
    calls: 1,
  },
  {
    name: '402',
    answer: () => refusal(402, 'Insufficient Balance'),
    outcome: waits('ModelQuotaExhausted'),
    calls: 1,
  },
  {
    name: '401, with the key in its words',
    answer: ({ headers }) =>
      refusal(401, `Incorrect API key: ${headers.authorization ?? ''}`, 'invalid_api_key'),
    outcome: waits('ModelAuthRefused'),
    calls: 1,
  },
  {
    name: '403',
    answer: () => refusal(403, 'Country not supported'),
    outcome: waits('ModelAuthRefused'),
    calls: 1,
  },
  {
    name: '404, no such model',
    answer: () => refusal(404, 'The model x does not exist', 'model_not_found'),
    outcome: waits('ModelUnknown'),
    calls: 1,
  },
  // What may be said.
  {
    name: '400, content policy',
    answer: () => refusal(400, 'The response was filtered', 'content_filter'),
    outcome: waits('ModelContentRefused'),
    calls: 1,
  },
  {
    name: 'finish reason `content_filter`',
    answer: () => says('', { finish_reason: 'content_filter' }),
    outcome: { says: 'I cannot answer that. Word it differently, or ask for something else.' },
    calls: 1,
  },
  {
    name: 'a refusal',
    answer: () => ok(completion({ content: null, refusal: 'I cannot help with that.' })),
    outcome: { says: 'I cannot help with that.' },
    calls: 1,
  },
  // How long it may be.
  {
    name: '400, context too long, with nothing older to sum up',
    answer: () => refusal(400, 'maximum context length is 8192', 'context_length_exceeded'),
    outcome: waits('ModelContextTooLong'),
    calls: 1,
  },
  {
    name: 'an answer that is cut off, again when asked again',
    answer: () => says('{"response": "I f', { finish_reason: 'length' }),
    outcome: waits('ModelAnswerUnusable'),
    calls: 2,
  },
  {
    name: 'an answer of 20 MB, of which 16 are read',
    answer: () => says('x'.repeat(20_000_000)),
    outcome: waitsFor('ModelUnavailable'),
    calls: 'attempts',
  },
  // Answers that cannot be read, or nearly.
  {
    name: 'an empty answer, again when asked again',
    answer: () => says(''),
    outcome: waits('ModelAnswerUnusable'),
    calls: 2,
  },
  {
    name: 'no choices, again when asked again',
    answer: () => ok(completion({}, {}, { choices: [] })),
    outcome: waits('ModelAnswerUnusable'),
    calls: 2,
  },
  {
    name: 'malformed JSON, then good JSON',
    answer: ({ call }) => says(call === 1 ? '{"response": "Hm", "next": ' : good),
    outcome: goesOn,
    calls: 2,
  },
  {
    name: 'JSON in a fence, with prose around it',
    answer: () => says(`Sure!\n\`\`\`json\n${good}\n\`\`\`\nAnything else?`),
    outcome: goesOn,
    calls: 1,
  },
  {
    name: 'a list with one answer',
    answer: () => says(`[${good}]`),
    outcome: goesOn,
    calls: 1,
  },
  {
    name: 'calls of native tools with one id twice, and no text, again when asked again',
    answer: () => {
      const call = { id: 'call_1', type: 'function', function: { name: 'Look', arguments: '{' } };
      const message = { content: null, tool_calls: [call, call] };
      return ok(completion(message, { finish_reason: 'tool_calls' }));
    },
    outcome: waits('ModelAnswerUnusable'),
    calls: 2,
  },
  {
    name: 'a made-up tool, which is told as a result',
    answer: callsThenGood({ tool: 'Fly', input: {} }),
    outcome: goesOn,
    calls: 2,
  },
  {
    name: 'the same call three times, which is made once',
    answer: callsThenGood({
      calls: Array.from({ length: 3 }, () => ({ tool: 'Look', input: { place: 'Perth' } })),
    }),
    outcome: goesOn,
    calls: 2,
  },
  {
    name: 'an input of the wrong types, again when asked again',
    answer: () =>
      says(JSON.stringify({ response: '', next: 'confirm', tool: 'Look', input: { place: [7] } })),
    outcome: { says: 'I cannot run Look yet: place: ' },
    calls: 2,
  },
  {
    name: 'half a surrogate pair in the words',
    answer: () => says(`{"response":"Half \\ud83c of it","next":"question"}`),
    outcome: { says: 'Half \uFFFD of it' },
    calls: 1,
  },
  {
    name: 'JSON that is called `text/plain`',
    answer: () => ({
      headers: { 'content-type': 'text/plain' },
      body: completion({ content: good }),
    }),
    outcome: goesOn,
    calls: 1,
  },
];
