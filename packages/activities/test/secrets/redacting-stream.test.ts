import { describe, expect, test } from 'vitest';
import { redactorOf } from '../../src/secrets/redactor.js';

const secrets = ['hunter2-forever', 'hunter2', 'tok_8f3a91c7'];

/** What is shown of a text that comes in pieces of a length, and what was shown before its end. */
function shown(text: string, length: number): readonly string[] {
  const stream = redactorOf(secrets).stream();
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += length)
    pieces.push(stream.write(text.slice(at, at + length)));
  return [...pieces, stream.end()];
}

describe('a text that comes in pieces has no secret in it', () => {
  test.each([
    ['a secret', 'The key is tok_8f3a91c7.', 'The key is [redacted].'],
    ['two', 'hunter2 and tok_8f3a91c7', '[redacted] and [redacted]'],
    ['a secret with another in it', 'it is hunter2-forever!', 'it is [redacted]!'],
    ['the shorter of the two', 'it is hunter2-f, no more', 'it is [redacted]-f, no more'],
    ['one at the end', 'hunter2', '[redacted]'],
    ['the beginning of one at the end', 'look: tok_8f3a', 'look: tok_8f3a'],
    ['one in base64', Buffer.from('tok_8f3a91c7').toString('base64'), '[redacted]'],
    ['one behind its own beginning', 'tok_tok_8f3a91c7', 'tok_[redacted]'],
    ['none', 'Where do you want to go to?', 'Where do you want to go to?'],
  ])('%s', (_, text, clean) => {
    for (const length of [1, 2, 3, 5, 100]) {
      const pieces = shown(text, length);
      expect(pieces.join('')).toBe(clean);
    }
  });
});

test('what cannot begin a secret is not kept back', () => {
  expect(shown('Where to?', 3)).toEqual(['Whe', 're ', 'to?', '']);
  expect(shown('a tok', 3)).toEqual(['a ', '', 'tok']);
});

test('without secrets, pieces go through as they are', () => {
  const stream = redactorOf([]).stream();
  expect([stream.write('hun'), stream.write('ter2'), stream.end()]).toEqual(['hun', 'ter2', '']);
});
