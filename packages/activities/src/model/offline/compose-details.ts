import type { Json } from '@durable-goals/core';
import { formatMoney, formatValue } from './format-value.js';
import type { Pick } from './pick-item.js';
import { nameDatesPrice, currencyOf } from './present-result.js';
import { cheapestPick } from './picks.js';
import { completedCalls, fieldsOf } from './results.js';
import { isMoney } from './similar-names.js';
import type { Standing } from './standing.js';
import { spelledOut, stem } from './words.js';

/**
 * What is known, as one short text for an argument that nobody need be asked for word by word.
 *
 * @returns An empty text as long as no tool has completed: then there is nothing to tell that is not asked for.
 */
export function composeDetails(
  standing: Standing,
  picks: readonly Pick[],
  values: ReadonlyMap<string, Json>,
): string {
  const calls = completedCalls(standing).toReversed();
  const parts: string[] = [];
  for (const { tool, input } of calls) {
    const pick = picks.find(({ list }) => list.tool === tool) ?? paidFor(standing, tool, values);
    if (pick) parts.push(nameDatesPrice(pick.item, currencyOf(pick.list.beside)));
    for (const { name, words, value } of fieldsOf(input)) {
      const text = formatValue(value);
      const said = parts.some((part) => part.includes(text.replace(/, \d{4}$/, '')));
      if (!said && !isPrivate(text, words) && !(pick && words.includes('month'))) {
        parts.push(`${spelledOut(name)} ${text}`);
      }
    }
  }
  return parts.join('; ');
}

/** Addresses and ids have no place in a text for people. */
function isPrivate(text: string, words: readonly string[]): boolean {
  return text.includes('@') || words.at(-1) === 'id';
}

/** The item whose price is an amount that is already settled. */
function paidFor(
  { lists }: Standing,
  tool: string,
  values: ReadonlyMap<string, Json>,
): Pick | undefined {
  const amounts = new Set(values.values());
  for (const list of lists.filter((found) => found.tool === tool && cheapestPick(found))) {
    const item = list.items.find((candidate) =>
      fieldsOf(candidate).some(
        ({ words, value }) => isMoney(new Set(words.map(stem))) && amounts.has(value),
      ),
    );
    if (item) return { list, item, byName: false };
  }
  return undefined;
}

/** The item of a list that was taken because it is the cheapest, in words. */
export function cheapestInWords({ item, list }: Pick): string {
  const price = fieldsOf(item).find(
    ({ words, value }) => typeof value === 'number' && isMoney(new Set(words.map(stem))),
  );
  const currency = currencyOf(item) ?? currencyOf(list.beside);
  return price ? formatMoney(Number(price.value), currency) : '';
}
