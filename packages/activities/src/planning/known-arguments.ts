import { isJsonObject, type GoalSpec, type JsonObject } from '@durable-goals/core';

const maxArguments = 50;

/** Characters of JSON of one argument that is worth carrying along. */
const maxLength = 2_048;

/** What an input says about arguments of a goal's tools: those with a value, within bounds. */
export function knownArguments({ tools }: GoalSpec, input: JsonObject): JsonObject {
  const names = new Set(
    tools.flatMap(({ inputSchema: { properties } }) =>
      isJsonObject(properties) ? Object.keys(properties) : [],
    ),
  );
  const known = Object.entries(input).filter(
    ([name, value]) =>
      value !== null && names.has(name) && JSON.stringify(value).length <= maxLength,
  );
  return Object.fromEntries(known.slice(0, maxArguments));
}
