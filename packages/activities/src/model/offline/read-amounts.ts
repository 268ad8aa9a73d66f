import type { Argument } from './argument.js';
import { inUnit, isUnit, readNumbers, type NumberMention } from './read-numbers.js';
import { blankOut, isAsked, overlap, take, wanted, type Reading } from './reading.js';
import { isMoney } from './similar-names.js';
import { stems } from './words.js';

/** Fills numbers: each goes to the argument that the words around it speak of, else to the one asked for. */
export function readAmounts(reading: Reading): void {
  if (readNumberList(reading)) return;
  for (const mention of readNumbers(reading.text)) {
    const scored = wanted(reading, 'number')
      .map((argument) => ({ argument, score: score(reading, argument, mention) }))
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score);
    const best = scored[0]?.argument;
    if (best === undefined) continue;
    take(reading, best, [inUnitOf(best, mention)]);
    blankOut(reading, mention.index, mention.text.length + unitLength(reading, best, mention));
  }
}

/** The length of a unit right behind a number: "days" in "3 days" is nothing more to read. */
function unitLength(
  { text }: Reading,
  { hints }: Argument,
  { index, text: said }: NumberMention,
): number {
  const [unit = ''] = /^\s*\p{L}+/u.exec(text.slice(index + said.length)) ?? [];
  const [root = ''] = stems(unit);
  return isUnit(root) || hints.has(root) || heads.has(root) ? unit.length : 0;
}

/** What people are counted by. */
const heads: ReadonlySet<string> = new Set(
  stems('people ppl persons person pax guests adults kids heads nights times'),
);

/** Several numbers and little else answer the question for a list of numbers. */
function readNumberList(reading: Reading): boolean {
  const mentions = readNumbers(reading.text);
  const [argument] = wanted(reading, 'list').filter(
    (candidate) =>
      isAsked(reading, candidate) &&
      /"(?:number|integer)"/.test(JSON.stringify(candidate.schema['items'] ?? '')),
  );
  if (argument === undefined || mentions.length < 2) return false;
  for (const { index, text } of mentions) blankOut(reading, index, text.length);
  return take(reading, argument, [mentions.map(({ value }) => value)]);
}

function score(
  reading: Reading,
  argument: Argument,
  { money, before, after, text }: NumberMention,
): number {
  if (money && !isMoney(argument.words) && !isMoney(argument.hints)) return 0;
  const unit = stems(after)[0] ?? '';
  const near = `${before.split(/\s+/).slice(-4).join(' ')} ${after.split(/\s+/).slice(0, 4).join(' ')}`;
  const about = overlap(argument, near);
  const convertible = isUnit(unit) && inUnit(1, unit, argument.hints) !== undefined;
  if (isUnit(unit) && !convertible && about === 0) return 0;
  const asked = isAsked(reading, argument) && (about > 0 || standsAlone(reading, text)) ? 3 : 0;
  const paid = money ? 4 : 0;
  const evidence = about * 2 + asked + paid + (convertible ? 3 : 0);
  if (evidence > 0) return evidence;
  // The only number there is to give is meant, unless it is money, which is never guessed.
  const only = reading.arguments.filter(({ kind }) => kind === 'number').length === 1;
  const open = reading.change || !reading.filled.has(argument.name);
  return only && open && !isMoney(argument.words) && /\bfor\s*$/i.test(before)
    ? 0.5
    : standsAlone(reading, text) && reading.change
      ? 0.4
      : 0;
}

/** Whether little else is said, so that the number must be the answer. */
function standsAlone({ text }: Reading, number: string): boolean {
  return text.replace(number, ' ').replaceAll('·', ' ').trim().split(/\s+/).length <= 6;
}

function inUnitOf({ hints }: Argument, { value, after }: NumberMention): number {
  return inUnit(value, stems(after)[0] ?? '', hints) ?? value;
}
