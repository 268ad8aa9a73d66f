import type { BriefEntry } from '../agent-activities.js';
import type { JsonObject } from '../json.js';
import type { TranscriptEntry } from '../model.js';

/** Entries without what they say twice: a call's input, which the agent's entry before it has. */
export function briefEntries(entries: readonly TranscriptEntry[]): readonly BriefEntry[] {
  const inputs = inputsIn(entries);
  return entries.map((entry) => {
    if (entry.role !== 'tool') return entry;
    const { input, ...rest } = entry;
    const said = inputs.get(entry.callId);
    return said !== undefined && JSON.stringify(said) === JSON.stringify(input) ? rest : entry;
  });
}

/** The entries that {@link briefEntries} was given. */
export function wholeEntries(entries: readonly BriefEntry[]): readonly TranscriptEntry[] {
  const inputs = inputsIn(entries);
  return entries.map((entry) => {
    if (entry.role !== 'tool') return entry;
    const { callId, tool, input = inputs.get(callId) ?? {}, ...rest } = entry;
    const { role } = entry;
    return { ...rest, role, callId, tool, input };
  });
}

function inputsIn(entries: readonly BriefEntry[]): ReadonlyMap<string, JsonObject> {
  const calls = entries.flatMap((entry) => (entry.role === 'agent' ? (entry.calls ?? []) : []));
  return new Map(
    calls.flatMap(({ callId, input }) => (callId === undefined ? [] : [[callId, input] as const])),
  );
}
