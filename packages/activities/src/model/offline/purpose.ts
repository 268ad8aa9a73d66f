import type { ToolSpec } from '@durable-goals/core';
import { spelledOut, stem, wordsOfName } from './words.js';

/** Verbs that a tool is named after, and that a request begins with. */
export const verbs: ReadonlySet<string> = new Set(
  `find search create book get list send look show check make request submit update cancel add reserve calculate compute
  convert fetch start stop open close file register schedule order pay invoice charge issue draft write read record log
  notify invite assign approve transfer move plan track quote estimate compare rent hire buy sell post publish generate
  prepare print ask tell give take hold confirm plan query load save store remove delete set count measure report`.split(
    /\s+/,
  ),
);

/** What a tool does, to go on after "I can": "search for flights from a city to another". */
export function purposeOf({ name, description }: Pick<ToolSpec, 'name' | 'description'>): string {
  const sentence = firstSentence(description);
  const [first = '', ...rest] = sentence.split(' ');
  const verb = verbOf(first.toLowerCase(), wordsOfName(name)[0] ?? '');
  if (verb !== undefined && sentence.length <= 110) return [verb, ...rest].join(' ');
  const words = spelledOut(name);
  return verbs.has(words.split(' ')[0] ?? '') ? words : `go on with “${words}”`;
}

function firstSentence(description: string): string {
  const text = description
    .replace(/\s+/g, ' ')
    .replace(/\s*\([^)]*\)/g, '')
    .trim();
  const sentence = text.split(/(?<=[^.]{8})[.;:!](?:\s|$)/)[0] ?? '';
  return sentence.length > 110 ? (sentence.split(/,\s/)[0] ?? sentence) : sentence;
}

/** The plain form of a verb at the start of a description: "Finds", "Finding" and "Find" are "find". */
function verbOf(word: string, start: string): string | undefined {
  if (verbs.has(word) || word === start) return word;
  if (stem(word) === stem(start)) return start;
  const bare = [word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ies$/, 'y')];
  return bare.find((form) => form !== word && verbs.has(form));
}
