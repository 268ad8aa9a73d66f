import type { Situation } from '@durable-goals/core';
import { formatValue } from './format-value.js';
import { purposeOf } from './purpose.js';
import { fieldsOf } from './results.js';
import { listed, spelledOut } from './words.js';

/** A conversation in two sentences: what was done, and what is known. */
export function summarize({ goal, known, completed, transcript, summary }: Situation): string {
  const calls = transcript.flatMap((entry) =>
    entry.role === 'tool' && entry.outcome === 'completed' ? [entry.tool] : [],
  );
  const done = [...new Set([...completed, ...calls])].flatMap((name) => {
    const tool = goal.tools.find((found) => found.name === name);
    return tool ? [purposeOf(tool)] : [];
  });
  const values = fieldsOf(known)
    .slice(-12)
    .map(({ name, value }) => `${spelledOut(name)} ${short(formatValue(value))}`);
  const said = transcript.findLast(({ role }) => role === 'user');
  const last =
    said?.role === 'user'
      ? `the person last said “${short(said.text)}”`
      : 'the person has not said anything yet';
  const first =
    done.length > 0
      ? `In the conversation about “${goal.title}”, these steps were done: ${listed(done)}.`
      : `In the conversation about “${goal.title}”, no step has been done yet.`;
  const earlier =
    summary === undefined || done.length > 0 || values.length > 0
      ? ''
      : `, and before that: ${short(summary)}`;
  return `${first} Known is ${values.length > 0 ? listed(values) : 'nothing so far'}, and ${last}${earlier}.`;
}

/** A text that neither ends the sentence that it is quoted in nor fills it. */
function short(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/[.!?]+(?=\s|$)/g, '')
    .trim();
  return line.length > 120 ? `${line.slice(0, 117)}…` : line;
}
