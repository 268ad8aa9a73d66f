import type { Json, JsonObject } from '../json.js';
import type { TranscriptEntry } from '../model.js';

/** Characters of a tool's output that a prompt shows. */
export const maxOutputLength = 32_768;

/** A value as JSON on one line, cut where it is longer than a prompt shows. */
export function shown(value: Json, maxLength: number): string {
  const json = JSON.stringify(value);
  if (json.length <= maxLength) return json;
  return `${json.slice(0, maxLength)} … (cut after ${maxLength} of ${json.length} characters)`;
}

/** One entry as JSON; a tool's output is left out, as the agent's words tell what matters of it. */
export function lineOf(entry: TranscriptEntry): JsonObject {
  switch (entry.role) {
    case 'user':
      return { person: entry.text };
    case 'agent':
      return {
        agent: entry.text,
        ...(entry.calls === undefined
          ? {}
          : { proposes: entry.calls.map(({ tool, input }) => ({ tool, input })) }),
      };
    case 'tool':
      return { tool: entry.tool, outcome: entry.outcome };
    case 'system':
      return { note: entry.text };
    default:
      return entry satisfies never;
  }
}
