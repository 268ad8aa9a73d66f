import type { Argument } from './argument.js';
import { isName, readPlaces, readWay, type PlaceMention } from './read-places.js';
import { roleOf } from './argument-kind.js';
import { blankOut, isAsked, overlap, take, wanted, type Reading } from './reading.js';
import { prepositions, splitList } from './read-bare.js';
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
        (asked?.role === 'none' && isShort && !reading.originLater ? asked : undefined)
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

/**
 * Fills a text that is called like a preposition: "500 USD to Bob" gives `to`. The last such words count,
 * for "to" leads to many a verb before it.
 */
export function readPrepositions(reading: Reading): void {
  for (const argument of wanted(reading, 'text')) {
    const word = (argument.path.at(-1) ?? '').toLowerCase();
    if (!prepositions.has(word)) continue;
    const end = [...prepositions, 'please', 'pls', 'and', 'now', 'instead'].join('|');
    const pattern = new RegExp(
      `(?<!\\b(?:want|wants|like|love|need|have|going|wish|prefer|try|able|it) )\\b${word}\\s+(?:the\\s+)?(\\p{L}[^,;!?·\\n]*?)(?=\\s+(?:${end})\\b|\\s*[,;!?·\\n]|[.](?:\\s|$)|\\s*$)`,
      'giu',
    );
    const match = [...reading.text.matchAll(pattern)].findLast(([, name = '']) => isName(name));
    if (!match?.[1]) continue;
    if (take(reading, argument, [match[1].trim()])) blankOut(reading, match.index, match[0].length);
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
