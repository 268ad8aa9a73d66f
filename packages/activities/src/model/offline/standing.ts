import type { Json, JsonObject, Situation, ToolSpec, TranscriptEntry } from '@durable-goals/core';
import { isJsonObject } from '@durable-goals/core';
import { argumentsOf, type Argument } from './argument.js';
import { asksToPick, questionFor } from './questions.js';
import { sinceRestart } from './fresh-start.js';
import { resultLists, type ResultList, type ToolEntry } from './results.js';
import { spoken } from './spoken.js';
import { plain } from './words.js';

/** A tool of the goal with its arguments read. */
export interface KnownTool {
  readonly spec: ToolSpec;
  readonly arguments: readonly Argument[];
}

/** Where a conversation stands, apart from its newest message. */
export interface Standing {
  readonly situation: Situation;
  readonly tools: readonly KnownTool[];
  /** The first tool that is still to run; `undefined` when all have. */
  readonly current?: KnownTool;
  /** The person's newest message, when that is why the step is taken. */
  readonly message: string;
  /** The person's message before that one. */
  readonly before: string;
  readonly transcript: readonly TranscriptEntry[];
  readonly lists: readonly ResultList[];
  /** Arguments that the agent asked for last, in the order asked. */
  readonly asked: readonly Argument[];
  /** Whether the agent asked to pick an item. */
  readonly askedToPick: boolean;
  /** Whether the agent asked whether to go on. */
  readonly askedToGoOn: boolean;
  /** Values of arguments by name, without those that a newer result made void. */
  readonly known: JsonObject;
}

/** Works out where a conversation stands. */
export function standingOf(whole: Situation): Standing {
  const situation = sinceRestart(whole);
  const { goal, trigger } = situation;
  const tools = goal.tools.map((spec) => ({ spec, arguments: argumentsOf(spec) }));
  const message = trigger.kind === 'message' ? spoken(trigger.text) : '';
  const transcript = withoutNewest(situation).map((entry) =>
    entry.role === 'user' ? { ...entry, text: spoken(entry.text) } : entry,
  );
  const texts = transcript.flatMap((entry) => (entry.role === 'user' ? [entry.text] : []));
  const lastAgent = transcript.findLast((entry) => entry.role === 'agent');
  const lastText = lastAgent?.role === 'agent' ? lastAgent.text : '';
  const current = tools.find(({ spec }) => isOpen(spec, situation));
  return {
    situation,
    tools,
    ...(current ? { current } : {}),
    message,
    before: texts.at(-1) ?? '',
    transcript,
    lists: resultLists({ transcript }),
    asked: askedIn(lastText, tools, current),
    askedToPick: asksToPick(lastText),
    askedToGoOn: /\b(?:shall|should|may) i\b[^?]*\?/i.test(lastText),
    known: stillKnown(situation, transcript),
  };
}

/** The transcript up to the message that is being answered. */
function withoutNewest({ transcript, trigger }: Situation): readonly TranscriptEntry[] {
  if (trigger.kind !== 'message') return transcript;
  const at = transcript.findLastIndex(({ role }) => role === 'user');
  const newest = transcript[at];
  const answered = transcript.slice(at + 1).some(({ role }) => role === 'agent');
  return newest?.role === 'user' && newest.text === trigger.text && !answered
    ? transcript.toSpliced(at, 1)
    : transcript;
}

/** Whether a tool is to run: it has not yet, it only reads and one before it ran since, or it hands over to whoever came back. */
function isOpen({ name, effect, handsOff }: ToolSpec, { goal, completed }: Situation): boolean {
  const at = completed.indexOf(name);
  if (at < 0 || handsOff) return true;
  if (effect !== 'read') return false;
  const place = goal.tools.findIndex((tool) => tool.name === name);
  return goal.tools.slice(0, place).some((tool) => completed.indexOf(tool.name) > at);
}

function askedIn(
  text: string,
  tools: readonly KnownTool[],
  current?: KnownTool,
): readonly Argument[] {
  const lower = text.toLowerCase();
  const ordered = [...(current ? [current] : []), ...tools.filter((tool) => tool !== current)];
  for (const tool of ordered) {
    const asked = tool.arguments
      .map((argument) => ({ argument, at: lower.lastIndexOf(questionFor(argument).toLowerCase()) }))
      .filter(({ at }) => at >= 0)
      .toSorted((a, b) => a.at - b.at);
    if (asked.length > 0) return asked.map(({ argument }) => argument);
  }
  return [];
}

/** What is known, without values that came from a result which the same tool has since replaced. */
function stillKnown({ known }: Situation, transcript: readonly TranscriptEntry[]): JsonObject {
  const calls = transcript.filter(
    (entry): entry is ToolEntry => entry.role === 'tool' && entry.outcome === 'completed',
  );
  const newest = new Map(calls.map((call) => [call.tool, call]));
  const current = new Set(
    [...newest.values()].flatMap((call) => scalarsIn([call.input, call.output ?? null])),
  );
  const replaced = new Set(
    calls
      .filter((call) => newest.get(call.tool) !== call)
      .flatMap((call) => scalarsIn([call.input, call.output ?? null]))
      .filter((value) => !current.has(value)),
  );
  return Object.fromEntries(
    Object.entries(known).filter(([, value]) => !replaced.has(plainScalar(value))),
  );
}

function scalarsIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(scalarsIn);
  if (isJsonObject(value)) return Object.values(value).flatMap(scalarsIn);
  return [plainScalar(value)];
}

function plainScalar(value: Json): string {
  return typeof value === 'string' ? plain(value) : JSON.stringify(value);
}

/** What a JSON object holds at a path; `undefined` for `null` too. */
export function valueAt(object: JsonObject, path: readonly string[]): Json | undefined {
  const found = path.reduce<Json | undefined>(
    (value, step) => (isJsonObject(value) ? value[step] : undefined),
    object,
  );
  return found ?? undefined;
}

/** An input from the values of arguments; those without a value are left out. */
export function inputFrom(
  known: readonly Argument[],
  values: ReadonlyMap<string, Json>,
): JsonObject {
  let input: JsonObject = {};
  for (const { path, name } of known) {
    const value = values.get(name);
    if (value !== undefined) input = withValue(input, path, value);
  }
  return input;
}

/** An object with one value put at a path. */
export function withValue(
  object: JsonObject,
  [step = '', ...path]: readonly string[],
  value: Json,
): JsonObject {
  const inner = object[step];
  return {
    ...object,
    [step]: path.length === 0 ? value : withValue(isJsonObject(inner) ? inner : {}, path, value),
  };
}

/** The last call of a tool in the transcript, however it ended. */
export function lastCall(
  { transcript }: Pick<Standing, 'transcript'>,
  tool: string,
): ToolEntry | undefined {
  return transcript.findLast(
    (entry): entry is ToolEntry => entry.role === 'tool' && entry.tool === tool,
  );
}
