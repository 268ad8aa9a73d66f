import { expect, test } from 'vitest';
import { messageSize } from '../../src/conversation/message-size.js';
import type { Message } from '../../src/message.js';

const plain: Message = {
  id: 'm1',
  seq: 1,
  turn: 1,
  at: '2026-01-01T00:00:00.000Z',
  role: 'user',
  text: 'Good morning.',
};

const texts = [
  '',
  '"',
  'a\\b',
  'line\nline',
  '\u0000\u001f',
  '\u007f\u2028\ufeff',
  'Zürich',
  'a 😀 here',
  'half \ud83d of one',
  '\udc00',
  'long '.repeat(30),
  `${'long '.repeat(30)}"`,
];

test.each(texts)('a message with the text %j is measured as JSON has it', (text) => {
  for (const message of [
    { ...plain, text },
    { ...plain, id: text, by: text, role: 'agent' },
  ]) {
    expect(messageSize(message as Message)).toBe(JSON.stringify(message).length);
  }
});

test.each([0, 9, 10, 99, 100, 999_999_999, 1e9, 1e21, -1, -0, 0.25, Number.NaN])(
  'so is one with the number %d',
  (seq) => {
    const message = { ...plain, seq };
    expect(messageSize(message)).toBe(JSON.stringify(message).length);
  },
);

test.each([
  ['without what is undefined', { model: undefined, by: undefined }],
  ['with a step', { step: { next: 'question' } }],
  ['with calls', { step: { next: 'confirm', calls: [{ callId: 'c1', tool: 't', input: {} }] } }],
  ['with an empty member', { raw: {} }],
  ['with members within members', { raw: { a: { 'b"': [null, true, undefined, { c: 'd' }] } } }],
  ['with a name that is escaped', { raw: { 'a "name"\n': 1, ü: null, 'half \ud83d': false } }],
  ['with a list', { raw: ['a', 1, { b: [] }] }],
  ['with nothing', { toolResult: null }],
])('so is one %s', (_, members) => {
  const message = { ...plain, ...members };
  expect(messageSize(message as Message)).toBe(JSON.stringify(message).length);
});
