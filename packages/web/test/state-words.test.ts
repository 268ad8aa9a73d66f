import { expect, test } from 'vitest';
import type { Approval, Status } from '../app/api/shapes.js';
import { stateWords } from '../app/shell/state-words.js';
import { sampleStatus as idle } from './sample-status.js';

const now = Date.parse('2027-03-12T13:00:00.000Z');
const call = { callId: 'c1', tool: 'PayInvoice', input: {}, reason: 'Its result was lost.' };

test.each<[string, Partial<Status>, string]>([
  ['its turn', {}, 'Waiting for your message.'],
  ['thinks', { state: 'working' }, 'Thinking…'],
  ['works', { state: 'working', running: ['FindEvents', 'FindEvents'] }, 'Running “Find events”…'],
  [
    'has messages that wait',
    { state: 'working', queued: 3 },
    'Thinking… 3 messages wait for their turn.',
  ],
  [
    'asks',
    { state: 'awaiting-approval', approvals: [call as unknown as Approval] },
    'Waiting for approval of “Pay invoice”.',
  ],
  [
    'is in doubt',
    { state: 'in-doubt', inDoubt: [call] },
    'Waiting for you: nobody knows whether “Pay invoice” happened. Say which, and it goes on.',
  ],
  [
    'waits for a model without end',
    {
      state: 'waiting-for-model',
      waiting: { type: 'ModelAuthRefused', reason: 'The key is refused.' },
    },
    'Waiting for the model: The key is refused. It goes on at the next message, with another model, or when you retry.',
  ],
  [
    'has reached a limit',
    { limit: { limit: 'turns', max: 3 } },
    'Stopped at its limit of 3 messages. It goes on once more is granted.',
  ],
  ['is over', { state: 'ended', outcome: 'ended' }, 'This conversation is over.'],
  ['has failed', { state: 'ended', failure: "There is no goal 'x'" }, "There is no goal 'x'."],
  [
    'was last written by a Worker that is gone',
    { stale: true },
    'Waiting for your message. No Worker answers right now, so this may be out of date; what you send is kept.',
  ],
])('the state line says why a conversation waits that %s', (_, more, words) => {
  expect(stateWords({ ...idle, ...more }, now).long).toBe(words);
});

test('the state line says that nobody works, where a Worker would', () => {
  const { long } = stateWords({ ...idle, state: 'working', stale: true }, now);
  expect(long).toBe('Waiting for a Worker; none answers right now. What you send is kept.');
});

test('the state line says until when a model is waited for', () => {
  const until = '2027-03-12T13:05:00.000Z';
  const waiting = { type: 'ModelRateLimited', reason: 'rate limited', until };
  const { long } = stateWords({ ...idle, state: 'waiting-for-model', waiting }, now);
  const time = new Date(until).toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
  });
  expect(long).toBe(`Waiting for the model until ${time}: rate limited.`);
});
