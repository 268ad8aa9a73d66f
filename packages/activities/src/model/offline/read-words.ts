import type { Json } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { isName, readPlaces, readWay, type PlaceMention } from './read-places.js';
import { roleOf } from './argument-kind.js';
import { blankOut, isAsked, overlap, take, wanted, type Reading } from './reading.js';
import { plain, stems, wordsOfName } from './words.js';

const email = /[^\s<>"'(),;:·]+@[^\s<>"'(),;:·]+\.[\p{L}\d-]*[\p{L}\d]/giu;
const link = /\b(?:https?:\/\/|www\.)[^\s<>"']+[^\s<>"'.,;!?)]/gi;

/** Fills e-mail addresses and links. */
export function readAddresses(reading: Reading): void {
  fillList(reading, email);
  for (const [pattern, kind] of [
    [email, 'email'],
    [link, 'link'],
  ] as const) {
    for (const match of reading.text.matchAll(pattern)) {
      const candidates = wanted(reading, kind);
      const before = plain(reading.text.slice(0, match.index)).split(' ').slice(-5);
      const argument =
        candidates.find(({ name }) => reading.values.get(name) === match[0]) ??
        candidates.find(({ words }) =>
          before.some((word) => word !== 'email' && words.has(word)),
        ) ??
        candidates[0];
      if (argument === undefined) break;
      take(reading, argument, [match[0], `https://${match[0]}`]);
      blankOut(reading, match.index, match[0].length);
    }
  }
  noteMistyped(reading);
}

/** What looks like an address and is none is worth a word of its own. */
function noteMistyped(reading: Reading): void {
  const said = /\S*@\S*/.exec(reading.text)?.[0];
  const [argument] = wanted(reading, 'email').filter((candidate) => isAsked(reading, candidate));
  if (said !== undefined && argument) take(reading, argument, [said]);
}

/** A list of addresses takes all that the text has. */
function fillList(reading: Reading, pattern: RegExp): void {
  const found = [...reading.text.matchAll(pattern)].map(([said]) => said);
  const argument = wanted(reading, 'list').find(
    ({ schema, hints }) => JSON.stringify(schema).includes('"email"') || hints.has('email'),
  );
  if (argument === undefined || found.length === 0) return;
  const others = wanted(reading, 'email').filter(({ name }) =>
    isAsked(reading, { ...argument, name }),
  );
  if (others.length > 0 && found.length === 1) return;
  if (take(reading, argument, [found])) {
    for (const match of reading.text.matchAll(pattern))
      blankOut(reading, match.index, match[0].length);
  }
}

/** Fills whatever the text calls by its name: "the title is Budget review", "team: Blue". */
export function readLabelled(reading: Reading): void {
  for (const argument of wanted(reading, 'text', 'place', 'details', 'list')) {
    const names = [argument.label, argument.path.at(-1) ?? ''].map((name) =>
      name.replace(/[^\p{L}\p{N}]+/gu, '\\W?'),
    );
    const verb = /\b(?:change|set|make|update)\b/i.test(reading.text) ? '|to' : '';
    const pattern = new RegExp(
      `\\b(?:the |my |our |with )?(?:${names.join('|')})\\s*(?::|=|\\b(?:is|are|should be|will be|called${verb})\\b)\\s*["“]?(.+?)["”]?(?=[;\\n·]|,\\s(?!\\p{Lu}{2}\\b)|[.!](?:\\s|$)| and (?:the|my|our) |$)`,
      'iu',
    );
    const match = pattern.exec(reading.text);
    if (!match?.[1]) continue;
    take(
      reading,
      argument,
      argument.kind === 'list' ? [splitList(match[1], argument)] : [match[1].trim()],
    );
    blankOut(reading, match.index, match[0].length);
  }
}

/** Fills places by their prepositions: an origin from "from", any other from "to" and "in". */
export function readWhere(reading: Reading): void {
  const way = readWay(reading.text);
  const from = wanted(reading, 'place').find(({ role }) => role === 'from');
  if (way && from && isAsked(reading, from)) {
    const to = wanted(reading, 'place').find(({ role }) => role !== 'from');
    if (take(reading, from, [way.from]) && to) take(reading, to, [way.to]);
    blankOut(reading, 0, reading.text.length);
    return;
  }
  const words = new Set(reading.arguments.flatMap(({ hints }) => [...hints]));
  const mentions = readPlaces(reading.text).filter(
    ({ name }) => /^\p{Lu}/u.test(name) || !stems(name).every((word) => words.has(word)),
  );
  for (const mention of mentions.toSorted((a, b) => precedence(a) - precedence(b))) {
    const argument = placeFor(reading, mention);
    if (argument === undefined) continue;
    take(reading, argument, [mention.name]);
    blankOut(reading, mention.index, mention.length);
  }
}

/** Names come before words in lower case; "from" comes last, for it may be meant for a later tool. */
function precedence({ relation, name }: PlaceMention): number {
  return (relation === 'from' ? 2 : 0) + (/^\p{Lu}/u.test(name) ? 0 : 1);
}

function placeFor(reading: Reading, { relation, index }: PlaceMention): Argument | undefined {
  const places = wanted(reading, 'place');
  if (reading.change && relation !== 'from') {
    const lead =
      reading.text
        .slice(0, index)
        .split(/[,;.!?]/)
        .at(-1) ?? '';
    const role = roleOf(wordsOfName(lead));
    const named =
      places.find((argument) => overlap(argument, lead) > 1) ??
      places.find((argument) => role !== 'none' && argument.role === role);
    if (named) return named;
  }
  const asked = places.find((argument) => isAsked(reading, argument));
  const isShort = reading.text.trim().split(/\s+/).length <= 4;
  switch (relation) {
    case 'from':
      return (
        places.find(({ role }) => role === 'from') ??
        (asked?.role === 'none' && isShort ? asked : undefined)
      );
    case 'live':
      return asked ?? places.find(({ role }) => role === 'from');
    case 'object':
      return asked ?? places.find(({ role }) => role !== 'from');
    case 'to':
      return places.find(({ role }) => role === 'to') ?? places.find(({ role }) => role === 'none');
    default:
      return places.find(({ role }) => role === 'none') ?? places.find(({ role }) => role === 'to');
  }
}

const named =
  /\b(?:called|named|titled|entitled|my name is|name's|i am called)\s+["“]?([^"”,;.!?·]+)["”]?/iu;
const quoted = /["“]([^"”]+)["”]/u;

/** Fills names after "called" and "my name is", and what stands in quotes. */
export function readNamed(reading: Reading): void {
  for (const pattern of [named, quoted]) {
    const match = pattern.exec(reading.text);
    if (!match?.[1]) continue;
    const texts = wanted(reading, 'text');
    const argument =
      texts.find(({ words }) => ['name', 'title', 'subject'].some((word) => words.has(word))) ??
      (isQuote(pattern) ? texts[0] : undefined);
    if (argument === undefined) continue;
    take(reading, argument, [match[1].trim()]);
    blankOut(reading, match.index, match[0].length);
  }
}

function isQuote(pattern: RegExp): boolean {
  return pattern === quoted;
}

const lead =
  /^(?:i(?:'d| would|'ll| will)? (?:like|love|prefer|want|need|take|choose|pick|go with|say|have)(?: to)?(?: (?:have|use|go with|be|do|see|make it|set it to|choose|take|pick))?|it(?:'s| is| will be| should be| would be)|that(?:'s| is| would be|'d be)|this is|my name is|i(?:'m| am)|call (?:it|me)|name it|make (?:it|that)|change (?:it|that) to|let'?s (?:use|say|go with|do|make it|take|call it)|use|put|set it to|how about|what about|go with|take|say|maybe|probably|perhaps|the answer is|under|you can use|to be|because(?: of)?|it's about)\s+/i;
const placeLead =
  /^(?:from|to|in|at|near|out of|the city of|depart(?:ing)?(?: from)?|leav(?:e|ing)(?: from)?|fly(?:ing)? (?:from|out of|to)|go(?:ing)? (?:from|to))\s+/i;
const trail =
  /[\s,]+(?:please|thanks|thank you|instead|would be (?:fine|great|good|nice)|works(?: for me)?|is fine|sounds good|then|if possible|i guess|i think|for now)[.!]*$/i;

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
  const open = reading.asked.filter(
    (argument) => !reading.found.has(argument.name) && !isHurt(reading, argument),
  );
  const texts = open.filter(({ kind }) =>
    ['text', 'place', 'details', 'list', 'other', 'link'].includes(kind),
  );
  const [first, second] = texts;
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
  const answer = bareAnswer(rest, first.kind);
  if (answer === '' || (first.kind === 'place' && !isPlaceAnswer(answer, rest))) return;
  take(reading, first, valuesOf(answer, first));
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
function splitList(text: string, { schema }: Argument): Json {
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
