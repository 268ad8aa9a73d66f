import type { ModelMessage, Repair } from '../model.js';
import { markers } from './transcript-messages.js';

/** Characters of an answer that is sent back for repair. */
const maxRepairLength = 8_192;

/** The bad answer, if there was one, and what was wrong with it. */
export function repairMessages({ answer, problem }: Repair): readonly ModelMessage[] {
  const content = `${markers.note} Your last answer cannot be used: ${problem}\nAnswer once more, with one JSON object and nothing else.`;
  return [
    // Providers refuse an empty message.
    ...(answer.trim() === ''
      ? []
      : [{ role: 'assistant' as const, content: answer.slice(0, maxRepairLength) }]),
    { role: 'user', content },
  ];
}
