import type { Json, Situation, TranscriptEntry } from '@durable-goals/core';
import { formatValue } from './format-value.js';
import { plain, textOf } from './words.js';

const restart =
  /^\W*(?:(?:please|pls|ok|okay|no|nah|wait|actually|sorry|let'?s|lets|can we|i want to|i'd like to)[\s,]+)*(?:start (?:all )?over|start (?:again|anew|afresh)|start from (?:scratch|the (?:start|beginning|top))|restart|begin (?:again|anew)|(?:clear|reset|forget) (?:everything|all)|reset)(?: (?:please|pls|again|now))?\W*$/i;

/** Whether a person wants to begin again, with nothing of what was said. */
export function isRestart(text: string): boolean {
  return restart.test(text);
}

/** A situation without what lies before the message that started over, if one did. */
export function sinceRestart(situation: Situation): Situation {
  const { transcript, trigger, completed, pending, known } = situation;
  const at = transcript.findLastIndex((entry) => entry.role === 'user' && isRestart(entry.text));
  const isNow = trigger.kind === 'message' && isRestart(trigger.text);
  if (at < 0 && !isNow) return situation;
  const isNewest =
    isNow && (at < 0 || transcript.slice(at + 1).every(({ role }) => role !== 'agent'));
  // A call that the restart took back comes after it, and before the answer to it.
  const answer = transcript.findIndex((entry, index) => index > at && entry.role === 'agent');
  const later = isNewest || answer < 0 ? [] : transcript.slice(answer);
  const done = new Set(
    later.flatMap((entry) =>
      entry.role === 'tool' && entry.outcome === 'completed' ? [entry.tool] : [],
    ),
  );
  const said = later.map(wordsOfEntry).join(' ');
  return {
    ...situation,
    transcript: later,
    completed: completed.filter((tool) => done.has(tool)),
    pending: isNewest ? [] : pending,
    known: Object.fromEntries(
      Object.entries(known).filter(([, value]) => isSaid(value, ` ${said} `)),
    ),
  };
}

function wordsOfEntry(entry: TranscriptEntry): string {
  // What a question gives as an example is nothing that anybody said.
  if (entry.role !== 'tool') return plain(entry.text.replace(/\([^)]*\)/g, ' '));
  return plain(JSON.stringify([entry.input, entry.output ?? null]));
}

/** Whether what was said since holds a value, as it is or as people read it. */
function isSaid(value: Json, said: string): boolean {
  const forms = [textOf(value), formatValue(value)];
  return forms.some((form) => plain(form) !== '' && said.includes(` ${plain(form)} `));
}
