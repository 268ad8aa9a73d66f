import { stepAfter, type Happened } from './goal.js';

/** A message of a prompt, as chat completion APIs know it. */
export interface Prompted {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a language model would answer that plans errands and reads nothing but its prompt. */
export function planOfPrompt(messages: readonly Prompted[]): string {
  return JSON.stringify(stepAfter(happenedBefore(messages)));
}

/** What comes from the system stands in brackets; everything else a person said. */
function happenedBefore(messages: readonly Prompted[]): Happened {
  const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
  const last = said.findLast(
    (content) => !content.startsWith('[') || content.startsWith('[tool result]'),
  );
  if (last === undefined) return { kind: 'start' };
  const result = /^\[tool result\] (\w+)/.exec(last);
  if (result === null) return { kind: 'message', text: last };
  // A call that did not run says no errand: it is the one that was said last.
  const errand = said.findLast((content) => !content.startsWith('['));
  return { kind: 'result', tool: result[1] ?? '', errand: errand ?? '' };
}
