import type { Json } from '@durable-goals/core';
import type { Intents } from './intents.js';
import { numbering } from './pick-item.js';
import { readAmounts } from './read-amounts.js';
import { readBooleans, readChoices } from './read-choices.js';
import { readWhen } from './read-when.js';
import { readBare, withoutVerb } from './read-bare.js';
import {
  readAddresses,
  readLabelled,
  readNamed,
  readPrepositions,
  readWhere,
} from './read-words.js';
import {
  blankOut,
  leftOver,
  startReading,
  type Misfit,
  type Reading,
  type ReadingContext,
} from './reading.js';
import { contentStems, stem } from './words.js';

/** What a message says. */
export interface Said {
  /** Values by the arguments' names. */
  readonly found: ReadonlyMap<string, Json>;
  /** Names of those that were found by what they are, and not only because they were asked for. */
  readonly sure: ReadonlySet<string>;
  readonly misfits: readonly Misfit[];
  /** What of the text meant nothing. */
  readonly left: string;
}

export interface MessageToRead {
  readonly text: string;
  readonly intents: Intents;
  /** Stems of the name of an item that was picked by it; its words are no answer to anything else. */
  readonly pickedStems?: ReadonlySet<string>;
  /** Whether an item was picked by its place, so that a number may be that place. */
  readonly pickedByPlace?: boolean;
  /** Whether what is left may be the answer to what was asked. */
  readonly mayAnswer: boolean;
}

/** Fills arguments from one message, those with the clearest marks first. */
export function readMessage(message: MessageToRead, context: ReadingContext): Said {
  const { text, intents, pickedStems, pickedByPlace, mayAnswer } = message;
  const reading = startReading(text, context);
  if (pickedStems) blankName(reading, pickedStems);
  if (pickedByPlace === true) blankPlace(reading);
  readAddresses(reading);
  readLabelled(reading);
  readWhen(reading);
  readNamed(reading);
  readChoices(reading);
  readAmounts(reading);
  readBooleans(reading, intents);
  readWhere(reading);
  readPrepositions(reading);
  const sure = new Set(reading.found.keys());
  if (mayAnswer && !intents.bare) {
    const untouched = leftOver(reading) === text.replace(/\s+/g, ' ').trim();
    readBare(reading, untouched ? intents.rest : apart(reading));
  }
  return { found: reading.found, sure, misfits: reading.misfits, left: leftOver(reading) };
}

/** What stands beside the parts that are understood, without the words that only led to them. */
function apart({ text, arguments: all }: Reading): string {
  const names = new Set(all.flatMap(({ hints }) => [...hints]));
  return text
    .split(/[,;\n]|\b(?:and|but)\b/i)
    .map((part) => ({
      isWhole: !part.includes('·'),
      said: withoutVerb(withoutJoints(part.replaceAll('·', ' ').replace(/\s+/g, ' '))),
    }))
    .filter(
      ({ isWhole, said }) =>
        said !== '' &&
        (isWhole || !leading.test(said)) &&
        isTelling(said, isWhole ? undefined : names),
    )
    .map(({ said }) => said)
    .join(', ');
}

/** Whether words say more than which argument a value was meant for. */
function isTelling(said: string, names: ReadonlySet<string> = new Set()): boolean {
  return contentStems(said).some((word) => !names.has(word));
}

const leading =
  /\b(?:it|its|it's|me|us|them|i|i'm|i'd|we|you|my|our|your|is|are|be|send|use|bill)\b/i;

function withoutJoints(text: string): string {
  return text
    .trim()
    .replace(
      /^(?:[\s.:]|on\b|in\b|for\b|at\b|please\b|pls\b)+|(?:[\s.:]|\bon|\bin|\bfor|\bat|\bfrom|\bto|\bby|\bplease|\bpls)+$/gi,
      '',
    );
}

/** Blanks out "option 2", or the 2 of a message that says nothing more. */
function blankPlace(reading: Reading): void {
  const match = numbering.exec(reading.text) ?? /^\W*(?:\d{1,2})\W*$/.exec(reading.text);
  if (match) blankOut(reading, match.index, match[0].length);
}

/** Blanks out the longest run of words that belong to a name. */
function blankName(reading: Reading, name: ReadonlySet<string>): void {
  const words = [...reading.text.matchAll(/[\p{L}\p{N}'’&-]+/gu)];
  let best = { start: 0, end: 0, hits: 0 };
  for (const [from, first] of words.entries()) {
    let hits = 0;
    if (!isNamePart(first[0], name)) continue;
    for (const word of words.slice(from)) {
      const isName = isNamePart(word[0], name);
      if (!isName && !/^(?:&|and|of|the)$/i.test(word[0])) break;
      if (isName) hits += 1;
      if (hits > best.hits) best = { start: first.index, end: word.index + word[0].length, hits };
    }
  }
  blankOut(reading, best.start, best.end - best.start);
}

function isNamePart(word: string, name: ReadonlySet<string>): boolean {
  return word
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((part) => name.has(stem(part)));
}
