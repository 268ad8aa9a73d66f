import { isJsonObject, type Json, type JsonObject } from '@durable-goals/core';

/** Members whose text comes in pieces; any other text comes whole. */
const inPieces: ReadonlySet<string> = new Set([
  'reasoning',
  'reasoning_content',
  'thinking',
  'text',
  'summary',
  'data',
  'signature',
]);

/**
 * Adds a piece of a streamed message to what there is of it, for members that only the provider understands: texts
 * grow where they come in pieces, lists grow by their items' `index`, objects member by member.
 */
export function mergedDelta(known: JsonObject, delta: JsonObject): JsonObject {
  const members = Object.entries(delta).filter(([, value]) => value !== null);
  return {
    ...known,
    ...Object.fromEntries(members.map(([name, value]) => [name, merged(name, known[name], value)])),
  };
}

function merged(name: string, known: Json | undefined, value: Json): Json {
  if (typeof known === 'string' && typeof value === 'string') {
    return inPieces.has(name) ? known + value : value;
  }
  if (isJsonObject(known) && isJsonObject(value)) return mergedDelta(known, value);
  if (Array.isArray(known) && Array.isArray(value))
    return value.reduce<Json[]>(withItem, [...known]);
  return value;
}

function withItem(items: Json[], item: Json): Json[] {
  const index = isJsonObject(item) ? item['index'] : undefined;
  const at = items.findIndex(
    (other) => index !== undefined && isJsonObject(other) && other['index'] === index,
  );
  const known = items[at];
  if (!isJsonObject(known) || !isJsonObject(item)) return [...items, item];
  return items.with(at, mergedDelta(known, item));
}
