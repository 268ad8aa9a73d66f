import type { Json } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { readIntents } from './intents.js';
import { isName } from './read-places.js';
import { verbs } from './purpose.js';
import { take, type Reading } from './reading.js';
import { plain, stem } from './words.js';

const lead =
  /^(?:i(?:'d| would|'ll| will)? (?:like|love|prefer|want|need|take|choose|pick|go with|say|have)(?: to)?(?: (?:have|use|go with|be|do|see|make it|set it to|choose|take|pick))?|it(?:'s| is| will be| should be| would be)|that(?:'s| is| would be|'d be)|this is|my name is|i(?:'m| am)|call (?:it|me)|name it|make (?:it|that)|change (?:it|that) to|let'?s (?:use|say|go with|do|make it|take|call it)|use|put|set it to|how about|what about|go with|take|say|maybe|probably|perhaps|the answer is|under|you can use|to be|because(?: of)?|it's about)\s+/i;
const placeLead =
  /^(?:from|to|in|at|near|out of|the city of|depart(?:ing)?(?: from)?|leav(?:e|ing)(?: from)?|fly(?:ing)? (?:from|out of|to)|go(?:ing)? (?:from|to))\s+/i;
const trail =
  /[\s,]+(?:please|pls|plz|thx|thanks|thank you|instead|would be (?:fine|great|good|nice)|works(?: for me)?|is fine|sounds good|then|if possible|i guess|i think|for now)[.!]*$/i;

/** What someone answers, without the words around it. */
export function bareAnswer(text: string, kind: Argument['kind']): string {
  let answer = text.trim();
  for (;;) {
    let next = answer.replace(lead, '').replace(trail, '');
    if (kind === 'place') next = next.replace(placeLead, '');
    if (next === answer) break;
    answer = next;
  }
  return answer
    .replace(/^["“'\s,:-]+|["”'\s,;:]+$/g, '')
    .replace(/([^.])[.!?]+$/, '$1')
    .trim();
}

/** Fills what was asked for with what is left of the message, when it can be an answer. */
export function readBare(reading: Reading, rest: string): void {
  readNext(reading);
  const [first, second] = openTexts(reading);
  if (first === undefined || rest === '') return;
  const parts = rest.split(/\s*[,;\n]\s*|\s+and\s+/);
  if (
    second &&
    first.kind !== 'list' &&
    second.kind !== 'list' &&
    parts.length === 2 &&
    !/^\p{Lu}{2}$/u.test(parts[1] ?? '')
  ) {
    take(reading, first, [bareAnswer(parts[0] ?? '', first.kind)]);
    take(reading, second, [bareAnswer(parts[1] ?? '', second.kind)]);
    return;
  }
  if (first.kind === 'place') {
    const place = placeIn(reading, rest);
    if (place !== undefined) take(reading, first, valuesOf(place, first));
    return;
  }
  const answer = withoutPreposition(bareAnswer(rest, first.kind), first);
  if (answer !== '') take(reading, first, valuesOf(answer, first));
}

/** Words that lead to a value, and that an argument may be called by. */
export const prepositions: ReadonlySet<string> = new Set(
  'to from for with by at on in about into under via'.split(' '),
);

const freeKinds: readonly Argument['kind'][] = [
  'text',
  'place',
  'details',
  'list',
  'other',
  'link',
];

/** The free texts that were asked for. */
function openTexts(reading: Reading): readonly Argument[] {
  return reading.asked.filter(
    (argument) =>
      !reading.found.has(argument.name) &&
      freeKinds.includes(argument.kind) &&
      !isHurt(reading, argument),
  );
}

/** "Table for 2 tomorrow under smith": when all that was asked is found, a name beside it is what is asked next. */
function readNext(reading: Reading): void {
  const { asked, missing, found, text, misfits } = reading;
  if (found.size === 0 || misfits.length > 0 || asked.some(({ name }) => !found.has(name))) return;
  const [next, ...others] = missing.filter(({ name }) => !found.has(name));
  if (next === undefined || others.length > 0 || !['text', 'place'].includes(next.kind)) return;
  const names = text
    .split(/[·,;\n]+|\b(?:and|but)\b/i)
    .map((part) => withoutTopics(trimmed(withoutTopics(trimmed(part), reading)), reading))
    .filter((part) => part !== '' && !readIntents(part).bare);
  const [name = ''] = names;
  if (names.length === 1 && name.split(/\s+/).length <= 3 && isName(name) && isGiven(name, text))
    take(reading, next, valuesOf(name, next));
}

/**
 * Whether a name that nobody asked for was given as one: alone between commas, after "under", "for" or
 * "name", or with a capital where no sentence begins. "Two large ones" has no name in it.
 */
function isGiven(name: string, text: string): boolean {
  const parts = text.split(/[,;\n]+/);
  if (parts.length > 1 && parts.some((part) => part.trim() === name)) return true;
  const before = text.slice(0, text.indexOf(name)).trimEnd();
  if (/\b(?:under|for|by|as|name|named|called)$/i.test(before)) return true;
  return before !== '' && !/[.!?·]$/.test(before) && /^\p{Lu}/u.test(name);
}

/** Words without the joints that led to the values beside them. */
function trimmed(part: string): string {
  return withoutVerb(bareAnswer(part, 'text'))
    .replace(/^(?:(?:for|under|by|with|to|at|on|in|from|as|is|the|a|an|name|pls|please)\s+)+/i, '')
    .replace(
      /\s*\S+\s+of$|(?:(?:^|\s+)(?:for|under|by|with|to|at|on|in|from|as|is|the|a|an))+$/i,
      '',
    )
    .trim();
}

/** The whole of what is left as a place, else the one part of it that can be one. */
function placeIn(reading: Reading, rest: string): string | undefined {
  for (const part of new Set([rest, ...rest.split(/\s*[,;\n]\s*|\s*\S+@\S+\s*/)])) {
    const said = reading.originLater ? part.replace(/(?<=\p{L})\s+from\s+.*$/iu, '') : part;
    if (reading.originLater && /^from\s/i.test(said)) continue;
    const answer = bareAnswer(withoutTopics(said, reading), 'place');
    if (answer !== '' && isPlaceAnswer(answer, said)) return answer;
  }
  return undefined;
}

/** "Trip melbourne", "gimme events": what only says what the goal is about is no name. */
function withoutTopics(text: string, { topics }: Reading): string {
  const isTopic = (word: string): boolean =>
    /^(?:gimme|show|find|get|need|want|search|looking)$/i.test(word) ||
    (!/^\p{Lu}\p{Ll}/u.test(word) && topics.has(stem(plain(word))));
  const words = text.split(/\s+/);
  const start = words.findIndex((word) => !isTopic(word));
  const end = words.findLastIndex((word) => !isTopic(word));
  return start < 0 ? '' : words.slice(start, end + 1).join(' ');
}

/** "Send bob 500" leaves "Send bob", of which the verb is no part of the name. */
export function withoutVerb(text: string): string {
  const [first = '', ...others] = text.split(/\s+/);
  return others.length > 0 && verbs.has(first.toLowerCase()) ? others.join(' ') : text;
}

/** "To Bob" for an argument called `to` is "Bob"; "for Ann" is a name as well. */
function withoutPreposition(answer: string, { kind, path, hints }: Argument): string {
  if (kind !== 'text') return answer;
  const own = path.at(-1) ?? '';
  const isPerson = ['name', 'who', 'person', 'recipient', 'guest'].some((word) => hints.has(word));
  const isPreposition = prepositions.has(own.toLowerCase());
  const name = isPerson || isPreposition ? withoutVerb(answer) : answer;
  const [first = '', ...others] = name.split(/\s+/);
  const isLead =
    first.toLowerCase() === own.toLowerCase() ||
    (isPerson && /^(?:for|to|under|by|with|as)$/i.test(first));
  return others.length > 0 && others.length <= 4 && isLead ? others.join(' ') : name;
}

/** A name that stands alone, or at the end of a sentence where its capital tells it from a verb. */
function isPlaceAnswer(answer: string, rest: string): boolean {
  const isShort = answer.split(/\s+/).length <= 3;
  const isSentence = rest.split(/\s+/).length > answer.split(/\s+/).length + 2;
  return isName(answer) && (/^\p{Lu}/u.test(answer) || (isShort && !isSentence));
}

function isHurt({ misfits }: Reading, { name }: Argument): boolean {
  return misfits.some(({ argument }) => argument.name === name);
}

function valuesOf(answer: string, argument: Argument): readonly Json[] {
  if (argument.kind === 'list') return [splitList(answer, argument)];
  if (argument.kind === 'other') return [parsed(answer)];
  return [answer, answer.toUpperCase(), answer.replace(/\s+/g, ''), answer.toLowerCase()];
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** "a, b and c" as a list of what the argument's items are. */
export function splitList(text: string, { schema }: Argument): Json {
  const items = schema['items'];
  const type =
    typeof items === 'object' && items !== null && 'type' in items ? items['type'] : 'string';
  const options =
    typeof items === 'object' && items !== null && 'enum' in items && Array.isArray(items['enum'])
      ? items['enum']
      : [];
  return text
    .split(/\s*[,;\n]\s*(?:and\s+)?|\s+(?:and|&)\s+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const option = options.find((option) => plain(String(option)) === plain(part));
      if (option !== undefined) return option;
      if (type === 'number' || type === 'integer')
        return Number.isNaN(Number(part)) ? part : Number(part);
      return type === 'boolean' ? /^(yes|true)$/i.test(part) : part;
    });
}
