import {
  isJsonObject,
  type Json,
  type JsonObject,
  type Situation,
  type TranscriptEntry,
} from '@durable-goals/core';
import { stem, wordsOfName } from './words.js';

/** What came of a tool call, as the transcript has it. */
export type ToolEntry = Extract<TranscriptEntry, { role: 'tool' }>;

/** A list in a tool's result that a person can pick from. */
export interface ResultList {
  readonly tool: string;
  /** Where the result stands in the transcript. */
  readonly at: number;
  /** Stems of what one item is called: `event` for `events`. */
  readonly noun: ReadonlySet<string>;
  readonly items: readonly JsonObject[];
  /** The other values of the result, such as a currency. */
  readonly beside: JsonObject;
}

/** The newest completed call of each tool, newest first, with its place in the transcript. */
export function completedCalls({
  transcript,
}: Pick<Situation, 'transcript'>): readonly (ToolEntry & { at: number })[] {
  const seen = new Set<string>();
  return transcript
    .flatMap((entry, at) =>
      entry.role === 'tool' && entry.outcome === 'completed' ? [{ ...entry, at }] : [],
    )
    .toReversed()
    .filter(({ tool }) => !seen.has(tool) && seen.add(tool));
}

/** The lists of the newest results, newest first. */
export function resultLists(situation: Pick<Situation, 'transcript'>): readonly ResultList[] {
  return completedCalls(situation).flatMap(({ tool, at, output }) =>
    listsIn(tool, output).map((list) => ({ ...list, at })),
  );
}

/** The lists that a tool's output holds, at most two levels deep. */
export function listsIn(tool: string, output: Json | undefined): readonly Omit<ResultList, 'at'>[] {
  const whole = unclipped(output);
  if (Array.isArray(whole)) {
    const noun = wordsOfName(tool).slice(1);
    return [{ tool, noun: nounOf(noun), items: itemsOf(whole, noun.at(-1) ?? 'item'), beside: {} }];
  }
  if (!isJsonObject(whole)) return [];
  const beside = Object.fromEntries(
    Object.entries(whole).filter(([, value]) => typeof value !== 'object'),
  );
  return Object.entries(whole).flatMap(([key, value]) => {
    if (Array.isArray(value)) {
      const own = wordsOfName(key);
      const noun = own.every((word) => vague.has(word)) ? wordsOfName(tool).slice(1) : own;
      return [{ tool, noun: nounOf(noun), items: itemsOf(value, singular(key)), beside }];
    }
    return isJsonObject(value)
      ? listsIn(tool, value).map((list) => ({ ...list, beside: { ...beside, ...list.beside } }))
      : [];
  });
}

const vague: ReadonlySet<string> = new Set(
  'results result items item data entries list options rows matches'.split(' '),
);

function nounOf(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.map(stem));
}

/** A plural name's singular, where English makes that easy. */
function singular(name: string): string {
  return name
    .replace(/ies$/, 'y')
    .replace(/(ss|sh|ch|x)es$/, '$1')
    .replace(/([^su])s$/, '$1');
}

function itemsOf(list: readonly Json[], name: string): readonly JsonObject[] {
  return list.flatMap((item) => {
    if (isJsonObject(item)) return [item];
    return item === null || typeof item === 'object' ? [] : [{ [name]: item }];
  });
}

/** One value of an item, with the words of all names on the way to it. */
export interface Field {
  readonly name: string;
  readonly words: readonly string[];
  readonly value: string | number | boolean;
}

/** The scalar values of an item, those of objects inside it as well. */
export function fieldsOf(item: JsonObject, outer: readonly string[] = []): readonly Field[] {
  return Object.entries(item).flatMap(([name, value]): readonly Field[] => {
    if (isJsonObject(value)) return outer.length < 2 ? fieldsOf(value, [...outer, name]) : [];
    if (value === null || typeof value === 'object') return [];
    const names = [...outer, name];
    return [{ name: names.join(' '), words: names.flatMap(wordsOfName), value }];
  });
}

/** A long output comes with its beginning only; whatever is complete in it is read. */
function unclipped(output: Json | undefined): Json | undefined {
  if (!isJsonObject(output) || typeof output['beginning'] !== 'string') return output;
  const text = output['beginning'];
  for (let end = text.lastIndexOf('}'); end > 0; end = text.lastIndexOf('}', end - 1)) {
    for (const closing of ['', ']', ']}', ']}}']) {
      try {
        return JSON.parse(text.slice(0, end + 1) + closing) as Json;
      } catch {
        // The next guess, or a shorter beginning.
      }
    }
  }
  return output;
}
