import { isJsonObject, type Json, type JsonObject } from '@durable-goals/core';
import { formatMoney, formatRange, formatValue } from './format-value.js';
import { labelOf } from './pick-item.js';
import { fieldsOf, listsIn, type Field, type ResultList } from './results.js';
import { isDateText, isMoney } from './similar-names.js';
import { capitalized, spelledOut, stem } from './words.js';
import { roleOf } from './argument-kind.js';

type List = Omit<ResultList, 'at'>;

const shownItems = 12;

/** A tool's result as a person reads it: short numbered lines for a list, a line per value otherwise. */
export function presentResult(
  tool: string,
  output: Json | undefined,
  input: JsonObject = {},
): string {
  if (output === undefined || output === null) return '';
  const lists = listsIn(tool, output);
  if (Array.isArray(output) && lists[0]) return presentList(lists[0], new Set());
  if (!isJsonObject(output)) return typeof output === 'string' ? output : formatValue(output);
  const currency = currencyOf(output);
  // What was asked for need not be told again.
  const asked = new Set(fieldsOf(input).map(({ value }) => value));
  const scalars = ('beginning' in output ? [] : fieldsOf(output))
    .filter(({ words, value }) => !isCurrency(words) && !asked.has(value))
    .map((field) => presentField(field, currency));
  const above = lists.length > 0 && scalars.length > 1 ? [scalars.join('; ')] : scalars;
  return [...above, ...lists.map((list) => presentList(list, asked))]
    .filter((part) => part !== '')
    .join('\n');
}

function presentField({ name, words, value }: Field, currency: string | undefined): string {
  const last = words.at(-1) ?? '';
  if (['note', 'message', 'text'].includes(last) && typeof value === 'string') return value;
  const shown =
    typeof value === 'number' && isMoney(new Set(words.map(stem)))
      ? formatMoney(value, currency)
      : formatValue(value);
  return `${capitalized(spelledOut(name))}: ${shown}`;
}

function presentList({ items, beside, noun }: List, asked: ReadonlySet<Field['value']>): string {
  if (items.length === 0) return `Nothing was found${noun.size > 0 ? '' : ' there'}.`;
  const currency = currencyOf(beside);
  const lines = items
    .slice(0, shownItems)
    .map((item, index) => `${index + 1}. ${nameDatesPrice(item, currency)}${details(item, asked)}`);
  const more = items.length - lines.length;
  return [...lines, ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n');
}

/** A few more of an item's short values, apart from those that were asked for. */
function details(item: JsonObject, asked: ReadonlySet<Field['value']>): string {
  const label = labelOf(item);
  return fieldsOf(item)
    .filter(
      ({ words, value }) =>
        !isCurrency(words) &&
        value !== '' &&
        !asked.has(value) &&
        !isDateText(value) &&
        !(typeof value === 'number' && isMoney(new Set(words.map(stem)))) &&
        !label.includes(String(value)),
    )
    .slice(0, 4)
    .map(detail)
    .filter((part) => part !== '')
    .map((part) => `, ${part}`)
    .join('');
}

/** An item's name with its dates and its price. */
export function nameDatesPrice(item: JsonObject, currency?: string): string {
  const label = labelOf(item);
  const fields = fieldsOf(item).filter(({ words, value }) => !isCurrency(words) && value !== '');
  const dates = fields.filter(({ value }) => isDateText(value));
  const money = fields.filter(
    ({ words, value }) => typeof value === 'number' && isMoney(new Set(words.map(stem))),
  );
  const own = currencyOf(item) ?? currency;
  const parts = [
    ...datesOf(dates),
    ...money
      .slice(0, 2)
      .map(
        ({ value, words }) =>
          `${money.length > 1 || own === undefined ? `${spelledOut(words.join(' '))} ` : ''}${formatMoney(Number(value), own)}`,
      ),
  ];
  return [label, ...parts].filter((part) => part !== '').join(', ');
}

function datesOf(dates: readonly Field[]): readonly string[] {
  const from = dates.find(({ words }) => roleOf(words) === 'from');
  const to = dates.find(({ words }) => roleOf(words) === 'to');
  if (from && to) return [formatRange(String(from.value), String(to.value))];
  return dates.slice(0, 2).map(({ value }) => formatValue(value));
}

function detail({ name, words, value }: Field): string {
  if (typeof value === 'boolean') return value ? spelledOut(name) : '';
  if (typeof value === 'number') return `${spelledOut(name)} ${formatValue(value)}`;
  if (words.at(-1) === 'id' || /^\S*\d\S*$/.test(value)) return `${spelledOut(name)} ${value}`;
  return value.length > 90 ? `${value.slice(0, 87).trimEnd()}…` : value;
}

function isCurrency(words: readonly string[]): boolean {
  return words.at(-1) === 'currency';
}

/** The currency that an object names. */
export function currencyOf(object: JsonObject): string | undefined {
  const { currency } = object;
  return typeof currency === 'string' ? currency : undefined;
}
