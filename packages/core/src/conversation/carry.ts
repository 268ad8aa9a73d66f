import type { Message } from '../message.js';
import { bounds } from './bounds.js';
import { firstThatFits, sizeOf } from './draft.js';
import { clipped } from './situation.js';
import type { ConversationState, Outcome, Usage } from './state.js';
import type { CallInDoubt } from './turn.js';

/**
 * What the next run starts with: everything but the callers, who have been answered, and the oldest
 * messages beyond the bound.
 */
export function carried(state: ConversationState): ConversationState {
  const messages = newest(
    state.messages.map(withClippedOutput),
    bounds.keptMessages,
    bounds.carriedSize,
  );
  const [first] = messages;
  const isCut = first !== undefined && first.seq > state.windowFrom;
  const note = 'Some earlier messages are left out here, for their size.';
  return {
    ...state,
    ...(isCut ? { windowFrom: first.seq, summary: `${state.summary ?? ''} ${note}`.trim() } : {}),
    messages,
    messagesSize: messages.reduce((sum, message) => sum + sizeOf(message), 0),
    parked: [],
    continuing: false,
  };
}

/** What an ended conversation leaves: bounded, whatever its length. */
export interface ConversationResult {
  readonly outcome: Outcome;
  readonly goalId: string;
  readonly turns: number;
  /** The last messages, oldest first. */
  readonly messages: readonly Message[];
  readonly summary?: string;
  readonly usage: Usage;
  /** Calls of which nobody knows whether they happened. */
  readonly inDoubt: readonly CallInDoubt[];
}

/** The result of a conversation that has ended. */
export function resultOf(state: ConversationState): ConversationResult {
  const inDoubt = state.messages.flatMap(({ toolCall, toolResult }) =>
    toolCall && toolResult?.outcome === 'in-doubt'
      ? [
          {
            callId: toolCall.callId,
            tool: toolCall.tool,
            input: toolCall.input,
            reason: toolResult.error ?? 'Its result was lost.',
          },
        ]
      : [],
  );
  return {
    outcome: state.ending?.outcome ?? 'ended',
    goalId: state.goal?.id ?? '',
    turns: state.usage.turns,
    messages: newest(
      state.messages.map(withClippedOutput),
      bounds.resultMessages,
      bounds.resultSize,
    ),
    ...(state.summary === undefined ? {} : { summary: state.summary }),
    usage: state.usage,
    inDoubt,
  };
}

function newest(messages: readonly Message[], count: number, size: number): readonly Message[] {
  return messages.slice(Math.max(firstThatFits(messages, size), messages.length - count));
}

function withClippedOutput(message: Message): Message {
  const { toolResult } = message;
  if (toolResult?.output === undefined) return message;
  return { ...message, toolResult: { ...toolResult, output: clipped(toolResult.output) } };
}
