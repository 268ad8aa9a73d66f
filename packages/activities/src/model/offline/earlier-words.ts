import type { Json } from '@durable-goals/core';
import type { Argument } from './argument.js';
import { readIntents } from './intents.js';
import { isIn } from './item-values.js';
import { readMessage } from './read-message.js';
import { similarity } from './similar-names.js';
import { valueAt, type KnownTool, type Standing } from './standing.js';

/**
 * What is known by an argument's own name. A consent holds for one call only, what was picked for an
 * earlier run is picked anew from a newer list, and a text that was composed is composed anew.
 */
export function fromKnown(
  argument: Argument,
  tool: KnownTool,
  standing: Standing,
): Json | undefined {
  const { kind, path } = argument;
  const { known, transcript, tools } = standing;
  const value = valueAt(known, path);
  if (kind === 'consent' || isToPickAnew(argument, tool, standing)) return undefined;
  if (kind !== 'details' || typeof value !== 'string' || tools.length < 2) return value;
  const isSaid = transcript.some((entry) => entry.role === 'user' && entry.text.includes(value));
  return isSaid ? value : undefined;
}

function isToPickAnew(
  argument: Argument,
  { spec }: KnownTool,
  { transcript, lists }: Standing,
): boolean {
  const ranAt = transcript.findLastIndex(
    (entry) => entry.role === 'tool' && entry.tool === spec.name && entry.outcome === 'completed',
  );
  return (
    ranAt >= 0 &&
    lists.some((list) => list.at > ranAt && list.tool !== spec.name && isIn(argument, list))
  );
}

/** The value of an argument of another tool that is called much the same. */
export function fromSimilar(
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

/** What an earlier message said before it was asked for, where its form leaves no doubt. */
export function saidEarlier(tool: KnownTool, standing: Standing): ReadonlyMap<string, Json> {
  const used = JSON.stringify(standing.known);
  const isUsed = (value: Json): boolean => used.includes(JSON.stringify(value).slice(1, -1));
  const { today, goal } = standing.situation;
  const known = new Map(
    tool.arguments.flatMap(({ name, path }) => {
      const value = valueAt(standing.known, path);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const early = tool.arguments.filter(
    ({ kind, role }) =>
      ['email', 'choice', 'date', 'date-time'].includes(kind) ||
      (kind === 'place' && role === 'from'),
  );
  const values = new Map<string, Json>();
  for (const entry of standing.transcript.toReversed()) {
    if (entry.role !== 'user' || early.length === 0) continue;
    const { found } = readMessage(
      { text: entry.text, intents: readIntents(entry.text), mayAnswer: false },
      {
        arguments: early,
        asked: [],
        filled: new Set(known.keys()),
        today,
        timeZone: goal.timeZone,
        before: '',
        values: known,
        change: false,
        missing: [],
        topics: new Set(),
        originLater: false,
      },
    );
    for (const [name, value] of found) {
      if (!values.has(name) && !isUsed(value)) values.set(name, value);
    }
  }
  return values;
}
