import type { Json, JsonObject } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { composeDetails } from './compose-details.js';
import { misfit } from './fits-schema.js';
import { readIntents } from './intents.js';
import type { Pick } from './pick-item.js';
import { cheapestPick, earlierPicks } from './picks.js';
import { readMessage } from './read-message.js';
import { completedCalls, fieldsOf, type Field, type ResultList } from './results.js';
import { fieldScore, isDateText, isMoney, similarity } from './similar-names.js';
import { inputFrom, valueAt, type KnownTool, type Standing } from './standing.js';
import { stem, wordsOfName } from './words.js';

/** A tool's arguments with the values that are known. */
export interface Slots {
  readonly values: ReadonlyMap<string, Json>;
  readonly input: JsonObject;
  /** Required ones without a value, in order. */
  readonly missing: readonly Argument[];
  /** Those of the missing that an item of a result would fill. */
  readonly pickable: readonly Argument[];
  /** The item that was taken for its price, since nobody picked one. */
  readonly assumed?: Pick;
}

export interface Given {
  /** Values of the newest message. */
  readonly said: ReadonlyMap<string, Json>;
  readonly pick?: Pick | undefined;
}

/**
 * Fills a tool's arguments: from the newest message, from what is known by the same name, from items
 * picked, from similar arguments and earlier results, and at last from defaults.
 */
export function fillSlots(tool: KnownTool, standing: Standing, { said, pick }: Given): Slots {
  const values = new Map<string, Json>();
  const picks = [...earlierPicks(standing)];
  const pending = standing.situation.pending.find((call) => call.tool === tool.spec.name);
  for (const argument of tool.arguments) {
    const sources: readonly (() => Json | undefined)[] = [
      () => said.get(argument.name),
      () => pick && fromItem(argument, pick, 1.5),
      () =>
        pending &&
        (argument.kind === 'details' ? undefined : valueAt(pending.input, argument.path)),
      () => fromKnown(argument, standing),
      () =>
        firstOf(
          picks
            .filter(({ list }) => !isOutdated(argument, list, standing))
            .map((found) => fromItem(argument, found, argument.required ? 1.5 : 3.5)),
        ),
      ...(argument.required
        ? [
            () => fromSimilar(argument, tool, standing),
            () => fromResults(argument, standing),
            () => fromEarlierMessages(argument, standing),
            () => argument.fallback,
          ]
        : []),
    ];
    const value = sources
      .map((source) => fitted(argument, source()))
      .find((found) => found !== undefined);
    if (value !== undefined) values.set(argument.name, value);
  }
  const cheap = fillCheapest(tool, standing, values);
  fillDetails(tool, standing, { values, picks: [pick, ...picks, ...cheap] });
  const missing = tool.arguments.filter((argument) => isMissing(argument, values));
  const pickable = missing.filter((argument) =>
    standing.lists.some((list) => list !== pick?.list && isIn(argument, list)),
  );
  const [assumed] = cheap;
  return {
    values,
    input: inputFrom(tool.arguments, values),
    missing,
    pickable,
    ...(assumed ? { assumed } : {}),
  };
}

/** A consent holds for one call, and a text that was composed is composed anew. */
function fromKnown(
  { kind, path }: Argument,
  { known, transcript, tools }: Standing,
): Json | undefined {
  const value = valueAt(known, path);
  if (kind === 'consent') return undefined;
  if (kind !== 'details' || typeof value !== 'string' || tools.length < 2) return value;
  const isSaid = transcript.some((entry) => entry.role === 'user' && entry.text.includes(value));
  return isSaid ? value : undefined;
}

function isMissing(
  { name, path, required, needed }: Argument,
  values: ReadonlyMap<string, Json>,
): boolean {
  if (values.has(name)) return false;
  if (required) return true;
  const outer = `${path.slice(0, -1).join('.')}.`;
  return needed && path.length > 1 && [...values.keys()].some((other) => other.startsWith(outer));
}

/** A value as the argument takes it; `undefined` when it cannot. */
function fitted(argument: Argument, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const forms: readonly Json[] = [
    value,
    ...(isDateText(value) ? [value.slice(0, 10)] : []),
    ...(typeof value === 'string' && argument.kind === 'number' ? [Number(value)] : []),
    ...(typeof value === 'number' ? [String(value), Math.round(value)] : []),
  ];
  return forms.find((form) => misfit(form, argument.schema) === undefined);
}

function firstOf(values: readonly (Json | undefined)[]): Json | undefined {
  return values.find((value) => value !== undefined);
}

function fromItem(argument: Argument, { item, list }: Pick, least: number): Json | undefined {
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
function isOutdated(argument: Argument, list: ResultList, { lists }: Standing): boolean {
  if (argument.kind !== 'number' || !isMoney(argument.words)) return false;
  const newest = lists.find((other) => isIn(argument, other));
  return newest !== undefined && newest.at > list.at;
}

/** Whether the items of a list have a value for an argument, so that picking one would fill it. */
function isIn(argument: Argument, { items, noun }: ResultList): boolean {
  const [first] = items;
  if (first === undefined || items.length < 2) return false;
  return fitted(argument, bestField(argument, { item: first, noun }, 1.5)?.value) !== undefined;
}

function fromSimilar(
  argument: Argument,
  tool: KnownTool,
  { tools, known }: Standing,
): Json | undefined {
  return tools
    .filter((other) => other !== tool)
    .flatMap((other) => other.arguments)
    .map((other) => ({ value: valueAt(known, other.path), score: similarity(argument, other) }))
    .filter(({ value, score }) => value !== undefined && score > 0)
    .toSorted((a, b) => b.score - a.score)[0]?.value;
}

/** A value that stands by itself in an earlier result, by its name. */
function fromResults(argument: Argument, { transcript }: Standing): Json | undefined {
  for (const { tool, output } of completedCalls({ transcript })) {
    if (typeof output !== 'object' || output === null || Array.isArray(output)) continue;
    const noun = new Set(wordsOfName(tool).slice(1).map(stem));
    const field = bestField(argument, { item: output as JsonObject, noun }, 1.8);
    if (field) return field.value;
  }
  return undefined;
}

/** What an earlier message said before it was asked for, where its form leaves no doubt. */
function fromEarlierMessages(argument: Argument, standing: Standing): Json | undefined {
  const { kind, role, name } = argument;
  if (kind !== 'email' && kind !== 'choice' && !(kind === 'place' && role === 'from'))
    return undefined;
  const used = JSON.stringify(standing.known);
  const { today, goal } = standing.situation;
  for (const entry of standing.transcript.toReversed()) {
    if (entry.role !== 'user') continue;
    const said = readMessage(
      { text: entry.text, intents: readIntents(entry.text), mayAnswer: false },
      {
        arguments: [argument],
        asked: [],
        filled: new Set(),
        today,
        timeZone: goal.timeZone,
        before: '',
        values: new Map(),
        change: false,
      },
    ).found.get(name);
    if (said !== undefined && !used.includes(JSON.stringify(said))) return said;
  }
  return undefined;
}

/** Fills an amount from the cheapest item of a list, unless other arguments wait for a pick from it. */
function fillCheapest(
  tool: KnownTool,
  { lists }: Standing,
  values: Map<string, Json>,
): readonly Pick[] {
  const open = tool.arguments.filter((argument) => argument.required && !values.has(argument.name));
  return lists.flatMap((list) => {
    const waiting = open.filter((argument) => isIn(argument, list));
    const pick = cheapestPick(list);
    if (
      !pick ||
      waiting.length === 0 ||
      waiting.some(({ kind, words }) => kind !== 'number' || !isMoney(words))
    )
      return [];
    for (const argument of waiting) {
      const value = fitted(argument, fromItem(argument, pick, 1.5));
      if (value !== undefined && !values.has(argument.name)) values.set(argument.name, value);
    }
    return [pick];
  });
}

interface ToFill {
  readonly values: Map<string, Json>;
  readonly picks: readonly (Pick | undefined)[];
}

/** Composes free texts such as "trip details" from what is known, as soon as there is a result to tell of. */
function fillDetails(tool: KnownTool, standing: Standing, { values, picks }: ToFill): void {
  for (const argument of tool.arguments) {
    if (argument.kind !== 'details' || !argument.required || values.has(argument.name)) continue;
    const text = composeDetails(
      standing,
      picks.filter((pick) => pick !== undefined),
      values,
    );
    const { maxLength } = argument.schema;
    const fits = typeof maxLength === 'number' ? text.slice(0, maxLength) : text;
    const value = text === '' ? undefined : fitted(argument, fits);
    if (value !== undefined) values.set(argument.name, value);
  }
}
