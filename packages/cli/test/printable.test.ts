import { expect, test } from 'vitest';
import { exactly, printable, wrapped } from '../src/printable.js';

test.each([
  ['colours', '\u001B[31mred\u001B[0m', 'red'],
  ['the title of the window', '\u001B]0;owned\u0007text', 'text'],
  ['a return that overwrites the line', 'rm -rf /\rharmless', 'rm -rf /harmless'],
  ['a bell and a backspace', 'a\u0007b\u0008c', 'abc'],
  ['lines and tabs, which stay', 'a\n\tb', 'a\n\tb'],
  ['letters of any language, which stay', 'Zürich 東京', 'Zürich 東京'],
])('a terminal does not obey %s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('long lines break between words, and lists keep their indentation', () => {
  expect(wrapped('one two three\n1. four five six seven\n\nx'.concat('y'.repeat(12)), 10)).toEqual([
    'one two',
    'three',
    '1. four',
    '   five',
    '   six',
    '   seven',
    '',
    'xyyyyyyyyy',
    'yyy',
  ]);
});

test('what is to be approved hides nothing', () => {
  expect(exactly('a\u202Eb\u001B[31mred\nnext')).toBe('a\\u202eb\\u001b[31mred\nnext');
  expect(printable('a\u202Eb\u001B[31mred')).toBe('a\\u202ebred');
});
