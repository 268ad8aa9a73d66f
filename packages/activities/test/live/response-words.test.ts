import { describe, expect, test } from 'vitest';
import { memberWords, plainWords } from '../../src/live/response-words.js';

/** What is shown of an answer that is written in pieces of some length. */
function shown(answer: string, length: number): string {
  const reader = memberWords('response');
  let words = '';
  for (let at = 0; at < answer.length; at += length)
    words += reader.read(answer.slice(at, at + length));
  return words;
}

const lengths = [1, 2, 3, 7, 10_000];

describe('of an answer as data, the words for the person are read while it is written', () => {
  test.each([
    ['alone', '{"response":"Where to?"}', 'Where to?'],
    ['before the rest', '{"response": "Hi", "next": "question"}', 'Hi'],
    ['after the rest', '{ "next":"confirm", "input":{"a":[1,"x"]}, "response":"Hi" }', 'Hi'],
    ['with escapes', '{"response":"a\\n\\"b\\" \\\\ \\/ \\u00e9\\t!"}', 'a\n"b" \\ / é\t!'],
    ['with an emoji', '{"response":"go 🛫 now"}', 'go 🛫 now'],
    ['with an emoji in escapes', '{"response":"go \\ud83d\\udeeb now"}', 'go 🛫 now'],
    ['with half an emoji', '{"response":"half \\ud83d of it"}', 'half \uFFFD of it'],
    ['ending in half an emoji', '{"response":"half \\ud83d"}', 'half \uFFFD'],
    ['in a fence', '```json\n{"response":"Hi"}\n```', 'Hi'],
    ['in a fence without a name', '```\n{"response":"Hi"}\n```', 'Hi'],
    ['in a list of one', '[ {"response":"Hi"} ]', 'Hi'],
    ['after a byte order mark', '\uFEFF{"response":"Hi"}', 'Hi'],
    ['with white space at both ends', '{"response":"  \\n Hi  there \\n "}', 'Hi  there'],
    ['under a name in escapes', '{"respon\\u0073e":"Hi"}', 'Hi'],
    ['empty', '{"response":"","next":"done"}', ''],
    ['not finished', '{"response":"Where t', 'Where t'],
  ])('%s', (_, answer, words) => {
    for (const length of lengths) expect(shown(answer, length)).toBe(words);
  });
});

describe('nothing else is ever shown', () => {
  test.each([
    ['another member', '{"next":"question","tool":"response"}', ''],
    ['a member of that name further inside', '{"input":{"response":"secret"},"next":"x"}', ''],
    ['one within a list', '{"calls":[{"response":"secret"}],"response":"Hi"}', 'Hi'],
    ['a text that looks like it', '{"tool":"\\"response\\":\\"secret\\"","response":"Hi"}', 'Hi'],
    ['a second one of that name', '{"response":"Hi","response":"secret"}', 'Hi'],
    ['a value that is no text', '{"response":{"response":"secret"}}', ''],
    ['a list as a value', '{"response":["secret"]}', ''],
    ['prose before the object', 'Sure, {"response":"secret"}', ''],
    ['prose alone', 'I think the response is secret', ''],
    ['a second object', '{"next":"x"} {"response":"secret"}', ''],
    ['what follows a bad escape', '{"response":"a\\x secret"}', 'a'],
    ['what follows a bare line break', '{"response":"a\nsecret"}', 'a'],
    ['what is no JSON', '{response:"secret"}', ''],
    ['JSON within a JSON text', '"{\\"response\\":\\"secret\\"}"', ''],
  ])('%s', (_, answer, words) => {
    for (const length of lengths) expect(shown(answer, length)).toBe(words);
  });

  test('the same as the whole answer would say, however it is cut: a thousand random answers', () => {
    const parts = ['a', ' ', '"', '\\', '\n', '🛫', '{', '}', 'response', '\u0001', 'é', ':', ','];
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const words = (): string =>
      Array.from({ length: random(12) }, () => parts[random(parts.length)]).join('');
    for (let round = 0; round < 1_000; round += 1) {
      const members: [string, unknown][] = [
        ['response', words()],
        ['next', words()],
        ['input', { response: words(), [words()]: [words(), { response: words() }] }],
      ];
      members.sort(() => random(3) - 1);
      const answer = JSON.stringify(Object.fromEntries(members), undefined, random(3));
      const expected = (JSON.parse(answer) as { response: string }).response.trim();
      expect(shown(answer, 1 + random(9)), answer).toBe(expected);
    }
  });
});

test('an answer that is all words is shown as it is, but for the white space at its ends', () => {
  const reader = plainWords();
  const pieces = ['  ', 'Hi', ' ', '\ud83d', '\udeeb', ' there', '\n'];
  expect(pieces.map((piece) => reader.read(piece))).toEqual([
    '',
    'Hi',
    '',
    '',
    ' 🛫',
    ' there',
    '',
  ]);
});
