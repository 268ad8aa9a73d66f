import type { Json, JsonObject } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { composeDetails } from './compose-details.js';
import { fromKnown, fromSimilar, saidEarlier } from './earlier-words.js';
import { fitted, fromItem, fromResults, isIn, isOutdated } from './item-values.js';
import type { Pick } from './pick-item.js';
import { cheapestPick, earlierPicks } from './picks.js';
import { isMoney } from './similar-names.js';
import { inputFrom, valueAt, type KnownTool, type Standing } from './standing.js';

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
  // A tool's own results are for the tools after it; a field of theirs that is called like one of its
  // arguments says something about the item, not about the next search.
  const fromOthers = ({ list }: Pick): boolean => list.tool !== tool.spec.name;
  const picks = [...earlierPicks(standing)];
  const earlier = saidEarlier(tool, standing);
  const pending = standing.situation.pending.find((call) => call.tool === tool.spec.name);
  for (const argument of tool.arguments) {
    const sources: readonly (() => Json | undefined)[] = [
      () => said.get(argument.name),
      () => (pick && fromOthers(pick) ? fromItem(argument, pick, 1.5) : undefined),
      () =>
        pending &&
        (argument.kind === 'details' ? undefined : valueAt(pending.input, argument.path)),
      () => fromKnown(argument, tool, standing),
      () =>
        firstOf(
          picks
            .filter((found) => fromOthers(found) && !isOutdated(argument, found.list, standing))
            .map((found) => fromItem(argument, found, argument.required ? 1.5 : 3.5)),
        ),
      ...(argument.required
        ? [
            () => fromSimilar(argument, tool, standing),
            () => fromResults(argument, standing),
            () => earlier.get(argument.name),
            () => argument.fallback,
          ]
        : []),
    ];
    // Where it was handed to before is not where it is to go now.
    const counting = tool.spec.handsOff ? sources.slice(0, 1) : sources;
    const value = counting
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

function isMissing(
  { name, path, required, needed }: Argument,
  values: ReadonlyMap<string, Json>,
): boolean {
  if (values.has(name)) return false;
  if (required) return true;
  const outer = `${path.slice(0, -1).join('.')}.`;
  return needed && path.length > 1 && [...values.keys()].some((other) => other.startsWith(outer));
}

function firstOf(values: readonly (Json | undefined)[]): Json | undefined {
  return values.find((value) => value !== undefined);
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
