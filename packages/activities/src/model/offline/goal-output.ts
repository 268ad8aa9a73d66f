import { isJsonObject, type Json, type JsonObject, type Situation } from '@durable-goals/core';
import { misfit } from './fits-schema.js';
import { completedCalls } from './results.js';

/**
 * What a goal gives in the end, put together by the names of its members: from the newest results of its tools, what they
 * were asked with, and what is known otherwise.
 *
 * @returns `undefined` when the goal only talks, or a member that it needs is not to be found.
 */
export function goalOutputOf(situation: Situation): JsonObject | undefined {
  const { goal, known } = situation;
  const schema = goal.outputSchema;
  if (schema === undefined) return undefined;
  const { properties, required } = schema;
  const members = isJsonObject(properties) ? properties : {};
  const calls = completedCalls(situation);
  const sources = [
    ...calls.map(({ output }) => output ?? null),
    ...calls.map(({ input }) => input),
    known,
  ];
  const found = Object.entries(members).flatMap(([name, member]): [string, Json][] => {
    const fits = (value: Json): boolean =>
      !isJsonObject(member) || misfit(value, member) === undefined;
    const value = sources.flatMap((source) => valuesOf(source, name)).find(fits);
    return value === undefined ? [] : [[name, value]];
  });
  const output = Object.fromEntries(found);
  const needed = Array.isArray(required) ? required : [];
  return needed.every((name) => typeof name === 'string' && name in output) ? output : undefined;
}

/** The members of that name, outer ones first; of a list, those of its first item. */
function valuesOf(source: Json, name: string): readonly Json[] {
  if (Array.isArray(source)) return source.slice(0, 1).flatMap((item) => valuesOf(item, name));
  if (!isJsonObject(source)) return [];
  const own = source[name];
  const inner = Object.values(source).flatMap((value) => valuesOf(value, name));
  return own === undefined ? inner : [own, ...inner];
}
