import type { Json } from '@durable-goals/core';
import type { Argument } from './argument.js';
import type { ArgumentKind } from './argument-kind.js';
import { misfit } from './fits-schema.js';
import { contentStems, genericStems, textOf } from './words.js';

/** Something that a person said for an argument, but that the argument cannot be. */
export interface Misfit {
  readonly argument: Argument;
  readonly said: string;
  /** What it would have to be: "at most 10". */
  readonly needs: string;
}

/** What a message is read for and with. */
export interface ReadingContext {
  readonly arguments: readonly Argument[];
  /** Those that the person was just asked for, in the order asked. */
  readonly asked: readonly Argument[];
  /** Names of those that have a value already. */
  readonly filled: ReadonlySet<string>;
  readonly today: string;
  readonly timeZone: string;
  /** The person's message before this one. */
  readonly before: string;
  /** Values in force, by the arguments' names. */
  readonly values: ReadonlyMap<string, Json>;
  /** Whether the message corrects what was said before. */
  readonly change: boolean;
  /** Required arguments without a value so far, in order. */
  readonly missing: readonly Argument[];
  /** Stems of the words that name the goal and its tools. */
  readonly topics: ReadonlySet<string>;
  /** Whether another tool asks where a way begins, so that "from Berlin" is meant for that. */
  readonly originLater: boolean;
}

/** A message that is being read: what is understood is blanked out, so that nothing is read twice. */
export interface Reading extends ReadingContext {
  text: string;
  readonly found: Map<string, Json>;
  readonly misfits: Misfit[];
}

const blank = '·';

export function startReading(text: string, context: ReadingContext): Reading {
  return { ...context, text, found: new Map(), misfits: [] };
}

/** Blanks out a part of the text. */
export function blankOut(reading: Reading, index: number, length: number): void {
  reading.text =
    reading.text.slice(0, index) + blank.repeat(length) + reading.text.slice(index + length);
}

/** What of the text is not understood yet. */
export function leftOver({ text }: Reading): string {
  return text.replaceAll(blank, ' ').replace(/\s+/g, ' ').trim();
}

/**
 * The arguments of some kinds that this message has not filled: those asked for first, then those
 * without a value, then the others, as long as the message may correct them.
 */
export function wanted(reading: Reading, ...kinds: readonly ArgumentKind[]): readonly Argument[] {
  const open = reading.arguments.filter(
    ({ name, kind }) => kinds.includes(kind) && !reading.found.has(name),
  );
  const rank = (argument: Argument): number => {
    if (isAsked(reading, argument)) return 0;
    return reading.filled.has(argument.name) === reading.change ? 1 : 2;
  };
  return open.toSorted((a, b) => rank(a) - rank(b));
}

export function isAsked({ asked }: Reading, { name }: Argument): boolean {
  return asked.some((argument) => argument.name === name);
}

/** Takes the first of some readings of what was said that the argument can be, or notes that none fits. */
export function take(reading: Reading, argument: Argument, said: readonly Json[]): boolean {
  for (const value of said) {
    if (misfit(value, argument.schema) === undefined) {
      reading.found.set(argument.name, value);
      return true;
    }
  }
  const [value = ''] = said;
  const needs = misfit(value, argument.schema) ?? 'given';
  reading.misfits.push({ argument, said: textOf(value), needs });
  return false;
}

/** How many telling words a text shares with an argument's name and description. */
export function overlap({ hints, words }: Argument, text: string): number {
  return contentStems(text)
    .filter((word) => !genericStems.has(word) || words.size === 1)
    .reduce((score, word) => score + (words.has(word) ? 2 : Number(hints.has(word))), 0);
}
