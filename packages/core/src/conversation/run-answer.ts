import type { Json } from '../json.js';
import type { Message } from '../message.js';
import type { ConversationResult } from './carry.js';

/** What the agent said last; empty when it said nothing. */
export function lastWordsOf(messages: readonly Message[]): string {
  return messages.findLast(({ role }) => role === 'agent')?.text ?? '';
}

/** What a run that reached its goal gives to whoever had it run: the goal's output, or its last words in `answer`. */
export function runAnswerOf({
  output,
  messages,
}: Pick<ConversationResult, 'output' | 'messages'>): Json {
  return output ?? { answer: lastWordsOf(messages) };
}
