import { describe, expect, test } from 'vitest';
import { parseAnswer } from '../../src/planning/answer.js';

const plain = '{"response":"Hi {you}","next":"done"}';
const object: unknown = JSON.parse(plain);
const wanted = ['response', 'next'];

test.each([
  ['on its own', plain],
  ['after a byte order mark', `\uFEFF${plain}`],
  ['in a fence', `\`\`\`json\n${plain}\n\`\`\``],
  ['in a fence within a fence', `\`\`\`\n\`\`\`json\n${plain}\n\`\`\`\n\`\`\``],
  ['in a fence that is not closed', `\`\`\`json\n${plain}`],
  ['with words before it', `Sure, here you are:\n${plain}`],
  ['with words after it', `${plain}\n\nI hope that {this} helps!`],
  ['after braces in prose', `I use {curly} braces {{twice}}: ${plain}`],
  ['after an unfinished brace', `{ oh no: ${plain}`],
  ['after another object', `For {"city":"Perth"} I answer ${plain}`],
  ['before a made-up continuation', `${plain}\n{"response":"And then","next":"question"}`],
  ['in a list of one', `[${plain}]`],
  ['in a list beside another object', `[{"thought":"hm"},${plain}]`],
  ['as text within text', JSON.stringify(plain)],
  ['as a list within text', JSON.stringify(`[${plain}]`)],
])('an object %s', (_, text) => {
  expect(parseAnswer(text, wanted)).toEqual({ value: object });
});

test('an object that holds fences and escaped quotes', () => {
  const value = { response: 'Use:\n```json\n{"a": "\\"}"}\n```', next: 'done' };
  expect(parseAnswer(`\`\`\`json\n${JSON.stringify(value)}\n\`\`\``, wanted)).toEqual({ value });
});

test('an object without any wanted member is still handed on', () => {
  expect(parseAnswer('Well: {"city":"Perth"}', wanted)).toEqual({ value: { city: 'Perth' } });
});

describe('is told what is wrong with', () => {
  test.each([
    ['nothing', '', 'it was empty.'],
    ['white space', ' \n\uFEFF', 'it was empty.'],
    ['prose', 'Where would you like to go?', 'it holds no JSON object.'],
    ['a number', '42', 'it holds no JSON object.'],
    ['a string', '"hello"', 'it holds no JSON object.'],
    ['null', 'null', 'it holds no JSON object.'],
    ['an empty list', '[]', 'it holds no JSON object.'],
    ['half an object', '{"response":"Hi","ne', 'it holds no JSON object.'],
    ['several steps', `[${plain},${plain}]`, 'it holds 2 JSON objects. Answer with exactly one.'],
    ['a prototype', '{"response":"x","__proto__":{"a":1}}', 'it has a member named "__proto__"'],
    ['one deep inside', '{"input":{"a":[{"__proto__":1}]},"next":"done"}', 'named "__proto__"'],
  ])('%s', (_, text, words) => {
    expect(parseAnswer(text, wanted).problem).toContain(words);
  });

  test('megabytes of braces, in little time', () => {
    const started = performance.now();
    expect(parseAnswer('{'.repeat(6_000_000), wanted).problem).toBe(
      'it has 6000000 characters, over the limit of 262144.',
    );
    expect(parseAnswer('{"'.repeat(130_000), wanted).problem).toContain('no JSON object');
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

test('half a surrogate pair becomes a replacement character, and a whole one stays', () => {
  const { value } = parseAnswer('{"response":"a \\ud83c b \\ud83c\\udfab"}', ['response']);
  expect(value).toEqual({ response: 'a \uFFFD b 🎫' });
});
