import type { Json } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { blankOut, isAsked, take, wanted, type Reading } from './reading.js';
import {
  contentStems,
  editDistance,
  genericStems,
  plain,
  stem,
  stems,
  textOf,
  wordsOfName,
} from './words.js';

/** The members of a choice. */
export function optionsOf({ schema }: Argument): readonly Json[] {
  return Array.isArray(schema['enum']) ? schema['enum'].filter((option) => option !== null) : [];
}

/** Fills choices whose member the text names, forgiving case, endings and a slip of the keyboard. */
export function readChoices(reading: Reading): void {
  for (const argument of wanted(reading, 'choice')) {
    const chosen = chosenOf(reading, argument);
    if (chosen === undefined) continue;
    take(reading, argument, [chosen.option]);
    blankWord(reading, chosen.said);
  }
}

interface Chosen {
  readonly option: Json;
  readonly said: string;
}

function chosenOf(reading: Reading, argument: Argument): Chosen | undefined {
  const options = optionsOf(argument);
  const asked = isAsked(reading, argument);
  const said = ` ${plain(reading.text)} `;
  const stemmed = ` ${stems(reading.text).join(' ')} `;
  const named = options
    .map((option) => ({ option, said: nameOf(option) }))
    .filter(({ said: name }) => asked || !isCommon(name))
    .toSorted((a, b) => b.said.length - a.said.length);
  return (
    named.find(({ said: name }) => said.includes(` ${name} `)) ??
    named.find(({ said: name }) => stemmed.includes(` ${stems(name).join(' ')} `)) ??
    nearly(said.trim().split(' '), named, asked) ??
    (asked ? described(reading.text, argument) : undefined)
  );
}

/** The one option whose words in the description, as in "time-off (Book days off)", share most with a text. */
function described(text: string, argument: Argument): Chosen | undefined {
  const words = new Set(contentStems(text));
  const [best, next] = optionsOf(argument)
    .map((option) => {
      const [, after = ''] = argument.description.split(`${textOf(option)} (`);
      const own = new Set(stems(after.split(')')[0] ?? ''));
      return { option, shared: [...words].filter((word) => own.has(word)).length };
    })
    .toSorted((one, other) => other.shared - one.shared);
  const isSole = best !== undefined && best.shared > (next?.shared ?? 0);
  return isSole ? { option: best.option, said: text } : undefined;
}

/** An option as it is spoken: `full_day` is "full day". */
function nameOf(option: Json): string {
  return wordsOfName(textOf(option)).map(plain).join(' ');
}

function isCommon(name: string): boolean {
  return name.length < 3 || /^(other|none|all|any|new|now|yes|no|one|two|three|\d+)$/.test(name);
}

function nearly(
  words: readonly string[],
  named: readonly Chosen[],
  asked: boolean,
): Chosen | undefined {
  for (const { option, said: name } of named) {
    const size = name.split(' ').length;
    for (let start = 0; start + size <= words.length; start += 1) {
      const said = words.slice(start, start + size).join(' ');
      const slips = name.length >= 7 ? 2 : Number(name.length >= 5);
      if (said.length > 3 && editDistance(said, name) <= slips) return { option, said };
    }
  }
  if (!asked || words.length > 5) return undefined;
  const matches = named.filter(({ said: name }) =>
    words.some((word) => word.length > 2 && name.split(' ').some((part) => part.startsWith(word))),
  );
  if (matches[0] && matches.length === 1)
    return { option: matches[0].option, said: matches[0].said };
  return undefined;
}

function blankWord(reading: Reading, words: string): void {
  const pattern = new RegExp(
    words
      .split(' ')
      .map((word) => word.replace(/[^\p{L}\p{N}]/gu, '.'))
      .join('[^\\p{L}\\p{N}]+'),
    'iu',
  );
  const match = pattern.exec(reading.text);
  if (match) blankOut(reading, match.index, match[0].length);
}

const empty: ReadonlySet<string> = new Set(
  'need require want include use has have should with allow enable send option is wants needs'
    .split(' ')
    .map(stem),
);

/** Fills yes-or-no arguments that the text names: "with a projector", "no breakfast". */
export function readBooleans(
  reading: Reading,
  said: { yes: boolean; no: boolean; bare: boolean },
): void {
  for (const argument of wanted(reading, 'consent')) {
    if (said.yes && isAsked(reading, argument))
      take(reading, argument, [true, 'yes', 'Yes', 'true', 'confirmed']);
  }
  const words = stems(reading.text);
  for (const argument of wanted(reading, 'boolean')) {
    const telling = [...argument.words].filter(
      (word) => !empty.has(word) && !genericStems.has(word),
    );
    const at = words.findIndex((word) => telling.includes(word));
    if (telling.length > 0 && at >= 0 && telling.every((word) => words.includes(word))) {
      const lead = words.slice(Math.max(0, at - 4), at).join(' ');
      take(reading, argument, [!/\b(no|not|without|dont|doesnt|skip|never)\b/.test(lead)]);
    } else if (reading.asked[0]?.name === argument.name && (said.yes || said.no)) {
      take(reading, argument, [said.yes]);
    }
  }
}
