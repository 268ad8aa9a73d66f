import type { JsonObject } from '../json.js';
import type { ModelMessage, Situation, TranscriptEntry } from '../model.js';
import { renderGoalPrompt } from './goal-prompt.js';
import { promptGoal } from './prompt-goal.js';
import { lineOf, shown } from './transcript-lines.js';

/** Characters of one entry that a summary is made from. */
const maxEntryLength = 4_000;

/**
 * The prompt that asks a model to sum up the older part of a conversation in two sentences.
 *
 * @throws `PromptRefused` when a template of the goal cannot be rendered.
 */
export function summaryMessages(
  situation: Pick<Situation, 'goal' | 'summary' | 'transcript'>,
): readonly ModelMessage[] {
  const { goal, summary, transcript } = situation;
  const lines = [
    ...(summary === undefined ? [] : [JSON.stringify({ earlierSummary: summary })]),
    ...transcript.map((entry) => shown(whole(entry), maxEntryLength)),
  ];
  return [
    { role: 'system', content: renderGoalPrompt(goal, 'summary', { goal: promptGoal(goal) }) },
    { role: 'user', content: lines.join('\n') || 'Nothing was said yet.' },
  ];
}

function whole(entry: TranscriptEntry): JsonObject {
  if (entry.role !== 'tool') return lineOf(entry);
  return {
    ...lineOf(entry),
    input: entry.input,
    ...(entry.output === undefined ? {} : { output: entry.output }),
    ...(entry.error === undefined ? {} : { error: entry.error }),
  };
}
