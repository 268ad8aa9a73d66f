import type { ModelMessage, Repair } from '../model.js';
import { markers } from './transcript-messages.js';

/** Characters of an answer that is sent back for repair. */
const maxRepairLength = 8_192;

/** The bad answer, if there was one, and what was wrong with it. */
export function repairMessages({ answer, problem }: Repair): readonly ModelMessage[] {
  return repaired(answer, `${problem}\nAnswer once more, with one JSON object and nothing else.`);
}

/** The same where tools are called natively: what is wrong with calls is told as what they gave. */
export function toolsRepairMessages(repair: Repair): readonly ModelMessage[] {
  const { answer, problem, calls = [], raw } = repair;
  if (calls.length === 0) return repaired(answer, `${problem}\nAnswer once more.`);
  return [
    { role: 'assistant', content: answer, calls, ...(raw === undefined ? {} : { raw }) },
    ...calls.map(({ id }) => ({
      role: 'tool' as const,
      callId: id,
      content: JSON.stringify({ error: problem }),
    })),
  ];
}

function repaired(answer: string, words: string): readonly ModelMessage[] {
  const content = `${markers.note} Your last answer cannot be used: ${words}`;
  return [
    // Providers refuse an empty message.
    ...(answer.trim() === ''
      ? []
      : [{ role: 'assistant' as const, content: answer.slice(0, maxRepairLength) }]),
    { role: 'user', content },
  ];
}
