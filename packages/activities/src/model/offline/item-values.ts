import type { Json, JsonObject } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { misfit } from './fits-schema.js';
import type { Pick } from './pick-item.js';
import { completedCalls, fieldsOf, type Field, type ResultList } from './results.js';
import { fieldScore, isDateText, isMoney } from './similar-names.js';
import type { Standing } from './standing.js';
import { stem, wordsOfName } from './words.js';

/** A value as the argument takes it; `undefined` when it cannot. */
export function fitted(argument: Argument, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const forms: readonly Json[] = [
    value,
    ...(isDateText(value) ? [value.slice(0, 10)] : []),
    ...(typeof value === 'string' && argument.kind === 'number' ? [Number(value)] : []),
    ...(typeof value === 'number' ? [String(value), Math.round(value)] : []),
  ];
  return forms.find((form) => misfit(form, argument.schema) === undefined);
}

/** What an item has for an argument, if its names agree well enough: from 1.5 on they do. */
export function fromItem(
  argument: Argument,
  { item, list }: Pick,
  least: number,
): Json | undefined {
  return bestField(argument, { item, noun: list.noun }, least)?.value;
}

interface NamedItem {
  readonly item: JsonObject;
  /** Stems of what the item is called. */
  readonly noun: ReadonlySet<string>;
}

function bestField(
  argument: Argument,
  { item, noun }: NamedItem,
  least: number,
): Field | undefined {
  const fields = fieldsOf(item);
  const onlyDate = fields.filter(({ value }) => isDateText(value)).length === 1;
  const scored = fields
    .map((field) => ({ field, score: fieldScore(argument, field, { noun, onlyDate }) }))
    .toSorted((a, b) => b.score - a.score);
  const [best] = scored;
  return best && best.score >= least ? best.field : undefined;
}

/** A price that was picked gives way to a newer list with prices. */
export function isOutdated(argument: Argument, list: ResultList, { lists }: Standing): boolean {
  if (argument.kind !== 'number' || !isMoney(argument.words)) return false;
  const newest = lists.find((other) => isIn(argument, other));
  return newest !== undefined && newest.at > list.at;
}

/** Whether the items of a list have a value for an argument, so that picking one would fill it. */
export function isIn(argument: Argument, { items, noun }: ResultList): boolean {
  const [first] = items;
  if (first === undefined || items.length < 2) return false;
  return fitted(argument, bestField(argument, { item: first, noun }, 1.5)?.value) !== undefined;
}

/** A value that stands by itself in an earlier result, by its name. */
export function fromResults(argument: Argument, { transcript }: Standing): Json | undefined {
  for (const { tool, output } of completedCalls({ transcript })) {
    if (typeof output !== 'object' || output === null || Array.isArray(output)) continue;
    const noun = new Set(wordsOfName(tool).slice(1).map(stem));
    const field = bestField(argument, { item: output as JsonObject, noun }, 1.8);
    if (field) return field.value;
  }
  return undefined;
}
