import type { JsonObject } from './json.js';

/** The members on which objects agree: each that one of them has, unless another has another value for it. */
export function agreedMembers(objects: readonly JsonObject[]): JsonObject {
  const found = new Map<string, string>();
  const disputed = new Set<string>();
  for (const [name, value] of objects.flatMap((object) => Object.entries(object))) {
    const json = JSON.stringify(value);
    if (found.has(name) && found.get(name) !== json) disputed.add(name);
    found.set(name, json);
  }
  return Object.fromEntries(
    Object.entries(Object.assign({}, ...objects) as JsonObject).filter(
      ([name]) => !disputed.has(name),
    ),
  );
}
