import {
  lastWordsOf,
  type ConversationResult,
  type Goal,
  type OutputOf,
  type Usage,
} from '@durable-goals/core';
import { runStopped } from './refusals.js';

/** What an ended conversation leaves, with the output typed by its goal. */
export type ResultOf<G extends Goal> = Omit<ConversationResult, 'output'> & {
  /** What the goal gave, when it was reached and gives data. */
  readonly output?: OutputOf<G>;
};

/** What a run found. */
export interface FinalAnswer<G extends Goal = Goal> {
  readonly conversationId: string;
  /** The agent's last words. */
  readonly text: string;
  /** What the goal gives, as its schema has it; `undefined` for a goal that only talks. */
  readonly output: OutputOf<G>;
  readonly usage: Usage;
}

/** @throws `RunStopped` when the run ended without an answer. */
export function finalAnswerOf<G extends Goal>(
  conversationId: string,
  result: ResultOf<G>,
): FinalAnswer<G> {
  const { outcome, messages, usage, output, limit } = result;
  const text = lastWordsOf(messages);
  if (outcome !== 'done') throw runStopped(conversationId, { outcome, text, limit });
  // The Workflow calls it done only with the output that the goal asks for.
  return { conversationId, text, output, usage };
}
