import { stem } from './words.js';

/** A number that a text speaks of. */
export interface NumberMention {
  readonly text: string;
  readonly index: number;
  readonly value: number;
  /** Whether it is written as money: `$5`, `5 EUR`. */
  readonly money: boolean;
  /** The words after it, as far as the next number or the end of the clause. */
  readonly after: string;
  /** The words before it. */
  readonly before: string;
}

const words: ReadonlyMap<string, number> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve'
    .split(' ')
    .map((word, value): [string, number] => [word, value]),
);

const currency = '[$€£¥]|\\b(?:USD|EUR|GBP|AUD|CAD|CHF|JPY)\\b|dollars?\\b|euros?\\b|pounds?\\b';
const number = new RegExp(
  `(${currency})?\\s?(-?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|-?\\d+(?:\\.\\d+)?|\\b(?:${[...words.keys(), 'a couple of', 'a dozen', 'half a', 'half an'].join('|')})\\b)(k\\b)?\\s?(${currency})?`,
  'gi',
);

/** The numbers of a text in order: `$1,200.50`, `42`, `four`. */
export function readNumbers(text: string): readonly NumberMention[] {
  return [...text.matchAll(number)].flatMap((match) => {
    const [whole, sign, digits = '', thousands, unit] = match;
    const start = match.index + whole.indexOf(digits);
    if (isPartOfWord(text, start, digits)) return [];
    const value = valueOf(digits.toLowerCase()) * (thousands === undefined ? 1 : 1_000);
    return [
      {
        text: whole.trim(),
        index: match.index + (whole.length - whole.trimStart().length),
        value,
        money: sign !== undefined || unit !== undefined,
        after: clause(text.slice(match.index + whole.length)),
        before:
          text
            .slice(0, match.index)
            .split(/[,;.!?\d]/)
            .at(-1) ?? '',
      },
    ];
  });
}

function valueOf(digits: string): number {
  if (digits.startsWith('half')) return 0.5;
  if (digits === 'a couple of') return 2;
  if (digits === 'a dozen') return 12;
  return words.get(digits) ?? Number(digits.replaceAll(',', ''));
}

/** Digits inside `room12`, `12th` or `A-3` are no number. */
function isPartOfWord(text: string, start: number, digits: string): boolean {
  const next = text.slice(start + digits.length);
  const before = text.slice(0, start);
  const isPronoun =
    /\b(?:the|that|this|which|any|another|an?)(?: [\p{L}·]+)?\s*$/iu.test(before) ||
    /^ of\b/i.test(next);
  if (/^one$/i.test(digits) && isPronoun) return true;
  return /[\p{L}\d_@#]$/u.test(before) || /^(?!k\b|h\b|hrs?\b|min)[\p{L}_@]|^[:/]\d/u.test(next);
}

function clause(text: string): string {
  return text.split(/[,;.!?\d]|\b(?:and|from|to|on|at|in|for)\b/)[0] ?? '';
}

const minutesIn: ReadonlyMap<string, number> = new Map([
  [stem('minute'), 1],
  ['min', 1],
  ['hour', 60],
  ['hr', 60],
  ['h', 60],
  ['day', 1_440],
  ['week', 10_080],
]);

/**
 * A length of time in another unit: 2 hours are 120 minutes.
 *
 * @param wanted - Stems of the words that say in which unit it is wanted.
 * @returns `undefined` when `unit` is no unit of time, or the wanted one is not known.
 */
export function inUnit(
  value: number,
  unit: string,
  wanted: ReadonlySet<string>,
): number | undefined {
  const given = minutesIn.get(unit);
  const target = [...minutesIn].find(([name]) => name.length > 2 && wanted.has(name));
  return given === undefined || target === undefined ? undefined : (value * given) / target[1];
}

/** Whether a stem names a unit of time. */
export function isUnit(word: string): boolean {
  return minutesIn.has(word);
}
