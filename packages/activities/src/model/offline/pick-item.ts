import type { JsonObject } from '@durable-goals/core';
import { readNumbers } from './read-numbers.js';
import { readTimes } from './read-dates.js';
import { fieldsOf, type Field, type ResultList } from './results.js';
import { isDateText, isLabel, isMoney } from './similar-names.js';
import { contentStems, plain, stem, stems } from './words.js';

/** An item that a person picked from a result. */
export interface Pick {
  readonly list: ResultList;
  readonly item: JsonObject;
  /** Whether it was called by a name or a value of its own, which leaves no doubt that it is meant. */
  readonly byName: boolean;
}

export interface PickContext {
  readonly today: string;
  /** Whether the person was just asked to pick. */
  readonly asked: boolean;
  /** Stems of values that are known anyway, such as the city searched in; they tell no item from another. */
  readonly knownStems: ReadonlySet<string>;
}

/** The item of the lists that a message picks: by name, by a value, by a superlative or by its place. */
export function pickItem(
  message: string,
  lists: readonly ResultList[],
  context: PickContext,
): Pick | undefined {
  for (const list of lists) {
    const item = named(message, list, context);
    if (item) return { list, item, byName: true };
  }
  for (const list of lists.filter(({ items }) => items.length > 0)) {
    const item =
      superlative(message, list) ??
      ordinal(message, list, context) ??
      dated(message, list, context) ??
      priced(message, list);
    if (item) return { list, item, byName: false };
  }
  return undefined;
}

function named(
  message: string,
  { items, noun }: ResultList,
  { knownStems, asked }: PickContext,
): JsonObject | undefined {
  const said = new Set(stems(message));
  const content = contentStems(message).filter((word) => !knownStems.has(word));
  const names = items.map((item) => [...new Set(stems(labelOf(item)))]);
  const scores = names.map((words) => {
    const telling = words.filter(
      (word) =>
        !knownStems.has(word) &&
        !(items.length > 1 && names.every((other) => other.includes(word))),
    );
    const counted = telling.length > 0 ? telling : words;
    const hits = counted.filter((word) => said.has(word));
    if (!hits.some((word) => word.length > 2 || hits.length === counted.length)) return 0;
    if (hits.length / counted.length >= 0.5) return hits.length / counted.length;
    return (asked || isPicking(message, noun)) &&
      content.length > 0 &&
      content.every((word) => words.includes(word))
      ? 0.4
      : 0;
  });
  return unique(items, scores) ?? byValue(message, items);
}

/** "The United one", "I'd rather take Delta". */
function isPicking(message: string, noun: ReadonlySet<string>): boolean {
  return (
    /\bone\b|\b(?:take|pick|choose|prefer|rather|go with|select)\b/i.test(message) ||
    stems(message).some((word) => noun.has(word))
  );
}

/** The one item that has the highest score above 0. */
function unique(items: readonly JsonObject[], scores: readonly number[]): JsonObject | undefined {
  const best = Math.max(0, ...scores);
  const winners = items.filter((_, index) => scores[index] === best);
  return best > 0 && winners.length === 1 ? winners[0] : undefined;
}

/** The one item of which the message contains a code or another short text. */
function byValue(message: string, items: readonly JsonObject[]): JsonObject | undefined {
  const said = ` ${plain(message)} `;
  const winners = items.filter((item) =>
    fieldsOf(item).some(({ value }) => {
      if (typeof value !== 'string' || value.length > 40 || isDateText(value)) return false;
      const text = plain(value);
      return text.length > 2 && said.includes(` ${text} `);
    }),
  );
  return winners.length === 1 && items.length > 1 ? winners[0] : undefined;
}

const superlatives: readonly (readonly [RegExp, 'money' | 'date' | 'number', 'least' | 'most'])[] =
  [
    [
      /\b(?:cheap(?:er|est)?(?: one)?|least expensive|lowest[- ](?:price|cost|fare|priced)|most affordable|lowest|best (?:price|deal|value))\b/i,
      'money',
      'least',
    ],
    [/\b(?:most expensive|priciest|dearest|costliest)\b/i, 'money', 'most'],
    [/\b(?:earliest|soonest)\b/i, 'date', 'least'],
    [/\b(?:latest)\b/i, 'date', 'most'],
    [
      /\b(?:largest|biggest|highest|longest|best[- ]rated|top[- ]rated|roomiest|strongest|heaviest|fastest)\b/i,
      'number',
      'most',
    ],
    [/\b(?:smallest|shortest|tiniest|lightest|nearest|closest|quickest)\b/i, 'number', 'least'],
  ];

function superlative(message: string, { items }: ResultList): JsonObject | undefined {
  for (const [pattern, sort, end] of superlatives) {
    if (!pattern.test(message)) continue;
    const field =
      fieldFor(sort, items, message) ??
      (sort === 'money' ? fieldFor('number', items, message) : undefined);
    if (field !== undefined) return extreme(items, field, end);
  }
  return /\b(?:any(?: of them| one)?|whichever|whatever|either|you (?:choose|pick|decide)|doesn'?t matter|don'?t (?:mind|care)|surprise me)\b/i.test(
    message,
  )
    ? (cheapest(items) ?? items[0])
    : undefined;
}

function fieldFor(
  sort: 'money' | 'date' | 'number',
  items: readonly JsonObject[],
  message: string,
): string | undefined {
  const fields = items[0] ? fieldsOf(items[0]) : [];
  const said = new Set(stems(message));
  if (sort === 'date')
    return fields.find(({ value }) => isDateText(value) || /^\d{1,2}:\d\d/.test(String(value)))
      ?.name;
  const numbers = fields.filter(({ value }) => isNumeric(value));
  const money = numbers.filter((field) => isMoney(stemsOf(field)));
  if (sort === 'money') return money[0]?.name;
  const others = numbers.filter((field) => !isMoney(stemsOf(field)) && !stemsOf(field).has('id'));
  return (
    others.find((field) => [...stemsOf(field)].some((word) => said.has(word))) ??
    others[0] ??
    money[0]
  )?.name;
}

function stemsOf({ words }: Field): ReadonlySet<string> {
  return new Set(words.map(stem));
}

function isNumeric(value: Field['value']): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value));
}

function extreme(
  items: readonly JsonObject[],
  field: string,
  end: 'least' | 'most',
): JsonObject | undefined {
  const valued = items.flatMap((item) => {
    const value = fieldsOf(item).find(({ name }) => name === field)?.value;
    return value === undefined
      ? []
      : [{ item, value: isNumeric(value) ? Number(value) : String(value) }];
  });
  const sorted = valued.toSorted((a, b) => (a.value < b.value ? -1 : Number(a.value > b.value)));
  return (end === 'least' ? sorted[0] : sorted.at(-1))?.item;
}

/** The item with the lowest price, when the items have prices. */
export function cheapest(items: readonly JsonObject[]): JsonObject | undefined {
  const field = fieldFor('money', items, '');
  return field === undefined ? undefined : extreme(items, field, 'least');
}

const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
const counted = 'one two three four five six seven eight nine ten'.split(' ');
/** "Option 2", "number two", "#2". */
export const numbering = new RegExp(
  `(?:\\b(?:option|number|no\\.?|nr\\.?|item|choice)\\s*|#\\s*)(\\d{1,2}|${counted.join('|')})\\b`,
  'i',
);
const pickFillers =
  /\b(?:i(?:'d| would|'ll| will)?|like|want|take|choose|pick|prefer|go|with|for|let'?s|lets|please|the|a|my|option|number|no|nr|item|choice|one|is|it|to|book|attend|and|me|give|be|of|them|select|use|thanks|thank you|ok|okay|yes)\b|[#.,!]/gi;

function ordinal(
  message: string,
  { items, noun }: ResultList,
  { asked, today }: PickContext,
): JsonObject | undefined {
  const text = readTimes(message, today)
    .filter(({ start }) => start.day !== undefined)
    .reduce((said, { text }) => said.replace(text, ' '), message.toLowerCase());
  const nouns = [...noun].map((word) => `${word}\\w*`).join('|') || 'item';
  const word = new RegExp(
    `\\b(${ordinals.join('|')}|last|\\d{1,2}(?=st|nd|rd|th))(?:st|nd|rd|th)?(?: (?:one|option|choice|${nouns})\\b|[.!]*$| please)`,
    'i',
  ).exec(text);
  const numbered = numbering.exec(text);
  const bare = asked ? /^(\d{1,2})$/.exec(text.replace(pickFillers, ' ').trim()) : null;
  const place = word?.[1] ?? numbered?.[1] ?? bare?.[1];
  if (place === undefined) return undefined;
  if (place === 'last') return items.at(-1);
  const index = Math.max(ordinals.indexOf(place), counted.indexOf(place));
  return items[(index >= 0 ? index + 1 : Number(place)) - 1];
}

function dated(
  message: string,
  { items }: ResultList,
  { asked, today }: PickContext,
): JsonObject | undefined {
  const isReplacement = /\b(?:instead|make (?:it|that)|change)\b/i.test(message);
  if ((!asked || isReplacement) && !/\b(?:one|that)\b/i.test(message)) return undefined;
  for (const { start } of readTimes(message, today)) {
    const winners = items.filter((item) =>
      fieldsOf(item).some(({ value }) => {
        if (!isDateText(value)) return false;
        if (start.day !== undefined) return value.startsWith(start.day);
        return start.month !== undefined && Number(value.slice(5, 7)) === start.month;
      }),
    );
    if (winners.length === 1) return winners[0];
  }
  return undefined;
}

/** "The one for $20", or "with capacity 20": a number that only one item has. */
function priced(message: string, { items }: ResultList): JsonObject | undefined {
  const said = new Set(stems(message));
  const numbers = readNumbers(message);
  const winners = items.filter((item) =>
    fieldsOf(item).some(
      (field) =>
        isNumeric(field.value) &&
        numbers.some(
          ({ value, money }) =>
            value === Number(field.value) &&
            (money || [...stemsOf(field)].some((word) => said.has(word))),
        ),
    ),
  );
  return winners.length === 1 ? winners[0] : undefined;
}

/** What an item is called: its name or title, else its first short texts. */
export function labelOf(item: JsonObject): string {
  const fields = fieldsOf(item);
  const label = fields.find(isLabel);
  if (label) return String(label.value);
  const texts = fields.filter(
    ({ value, words }) =>
      typeof value === 'string' &&
      value.length <= 60 &&
      !isDateText(value) &&
      !/^https?:/.test(value) &&
      !words.includes('description') &&
      words.at(-1) !== 'id',
  );
  const telling = texts.slice(0, 2).map(({ value }) => String(value));
  return telling.length > 0 ? telling.join(' ') : String(fields[0]?.value ?? '');
}
