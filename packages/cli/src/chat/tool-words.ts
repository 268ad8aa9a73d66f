import type { Json, JsonObject, Message, ToolOutcome } from '@durable-goals/core';
import { exactly, wrapped } from '../printable.js';

/** A settled tool call in the words of one short line. */
export interface ToolWords {
  readonly tool: string;
  readonly outcome: ToolOutcome;
  /** What came of it: `12 events`, `reference TRIP-1`, or why it did not run. */
  readonly result: string;
}

const longestResult = 160;
const longestValue = 60;

/** What a message of role `tool` tells; `undefined` for any other message. */
export function toolWords({ toolCall, toolResult }: Message): ToolWords | undefined {
  if (toolCall === undefined || toolResult === undefined) return undefined;
  const { tool, approval } = toolCall;
  const { outcome, error, output } = toolResult;
  const wasDecided = ['rejected', 'expired', 'withdrawn'].includes(outcome);
  const reason = (wasDecided ? approval?.reason : error) ?? '';
  return { tool, outcome, result: oneLine(outcome === 'completed' ? summary(output) : reason) };
}

/** A result in a few words: how many there are of what, else its fields. */
function summary(output: Json | undefined): string {
  if (output === undefined || output === null) return '';
  if (Array.isArray(output)) return counted(output, 'results');
  if (typeof output !== 'object') return String(output);
  const entries = Object.entries(output);
  const list = entries.find(([, value]) => Array.isArray(value));
  if (list) return counted(list[1] as readonly Json[], list[0]);
  return entries
    .filter(([, value]) => value !== null && typeof value !== 'object')
    .map(([name, value]) => `${name} ${shortened(text(value), longestValue)}`)
    .join(', ');
}

function counted(list: readonly Json[], name: string): string {
  const noun = list.length === 1 ? name.replace(/s$/, '') : name;
  return `${list.length} ${noun}`;
}

/** A tool's input as `name  value` lines of at most `width` characters, nothing left out. */
export function inputLines(input: JsonObject, width = Number.POSITIVE_INFINITY): string[] {
  const nameWidth = Math.max(0, ...Object.keys(input).map((name) => name.length)) + 2;
  return Object.entries(input).flatMap(([name, value]) =>
    wrapped(exactly(text(value)), Math.max(20, width - nameWidth)).map(
      (line, index) => `${(index === 0 ? exactly(name) : '').padEnd(nameWidth)}${line}`,
    ),
  );
}

function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function oneLine(words: string): string {
  return shortened(words.replaceAll(/\s+/g, ' ').trim(), longestResult);
}

/** A text that is cut where it is too long. */
export function shortened(words: string, longest: number): string {
  return words.length <= longest ? words : `${words.slice(0, longest - 1)}…`;
}
