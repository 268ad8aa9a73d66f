import type { JsonObject } from '../json.js';
import type { Message } from '../message.js';
import { boundsOf, bytesOf, payloadRoom } from './bounds.js';
import { firstThatFits, sizeOf } from './draft.js';
import { clipped } from './situation.js';
import { withoutRaw } from './raw-answers.js';
import { allSeen } from './seen.js';
import type { ConversationState, Outcome, Usage } from './state.js';
import type { CallInDoubt, LimitReached } from './turn.js';

/**
 * What the next run starts with: everything but the callers, who have been answered, and the oldest
 * messages beyond the bound.
 */
export function carried(state: ConversationState): ConversationState {
  // The next run may well be another Worker's, and no plan of it is known to be anybody's.
  const { kept: _, ...rest } = state;
  const { keptMessages, carriedSize, carriedIds, outputInWindow } = boundsOf(state.goal);
  const clippedOnes = state.messages.map((message) => {
    // Out of the model's window, nobody reads what was its own.
    const kept = message.seq < state.windowFrom ? withoutRaw(message) : message;
    return withClippedOutput(kept, outputInWindow);
  });
  const messages = newest(clippedOnes, keptMessages, carriedSize);
  const [first] = messages;
  const isCut = first !== undefined && first.seq > state.windowFrom;
  const note = 'Some earlier messages are left out here, for their size.';
  return withinPayload({
    ...rest,
    ...(isCut ? { windowFrom: first.seq, summary: `${state.summary ?? ''} ${note}`.trim() } : {}),
    messages,
    messagesSize: messages.reduce((sum, message) => sum + sizeOf(message), 0),
    // In one list, as Workers know it that have but that.
    seen: allSeen(state).slice(-carriedIds),
    seenLately: [],
    parked: [],
    continuing: false,
  });
}

/** Ids of requests and results of a step that are kept where the server takes little. */
const fewestIds = 10;
const shortestOutput = 200;

/** Lets go of what can be missed best until a server with a low limit takes it all. */
function withinPayload(state: ConversationState): ConversationState {
  const most = payloadRoom(state.goal);
  if (most === undefined) return state;
  let next = state;
  const steps: readonly ((from: ConversationState) => ConversationState)[] = [
    ...state.messages.map(() => withoutOldestMessage),
    (from) => ({ ...from, seen: from.seen.slice(-fewestIds) }),
    (from) => ({ ...from, known: {} }),
    (from) => ({
      ...from,
      batch: from.batch.map((call) =>
        call.result?.output === undefined
          ? call
          : {
              ...call,
              result: { ...call.result, output: clipped(call.result.output, shortestOutput) },
            },
      ),
    }),
  ];
  for (const step of steps) {
    if (bytesOf(next) <= most) break;
    next = step(next);
  }
  return next;
}

function withoutOldestMessage(state: ConversationState): ConversationState {
  const [oldest, ...messages] = state.messages;
  if (oldest === undefined) return state;
  return {
    ...state,
    messages,
    messagesSize: state.messagesSize - sizeOf(oldest),
    windowFrom: Math.max(state.windowFrom, oldest.seq + 1),
  };
}

/** What an ended conversation leaves: bounded, whatever its length. */
export interface ConversationResult {
  readonly outcome: Outcome;
  readonly goalId: string;
  /** What the goal gave, when it was reached and gives data. */
  readonly output?: JsonObject;
  /** The limit that stopped a run. */
  readonly limit?: LimitReached;
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
  const { resultMessages, resultSize, outputInWindow } = boundsOf(state.goal);
  const { outcome = 'ended', output, limit } = state.ending ?? {};
  const result: ConversationResult = {
    outcome,
    goalId: state.goal?.id ?? '',
    ...(output === undefined ? {} : { output }),
    ...(limit === undefined ? {} : { limit }),
    turns: state.usage.turns,
    messages: newest(
      state.messages.map((message) => withClippedOutput(withoutRaw(message), outputInWindow)),
      resultMessages,
      resultSize,
    ),
    ...(state.summary === undefined ? {} : { summary: state.summary }),
    usage: state.usage,
    inDoubt,
  };
  const most = payloadRoom(state.goal);
  if (most === undefined) return result;
  let room = most - bytesOf({ ...result, messages: [] });
  const first = result.messages.findLastIndex((message) => (room -= bytesOf(message) + 1) < 0) + 1;
  return { ...result, messages: result.messages.slice(first) };
}

function newest(messages: readonly Message[], count: number, size: number): readonly Message[] {
  return messages.slice(Math.max(firstThatFits(messages, size), messages.length - count));
}

function withClippedOutput(message: Message, size: number): Message {
  const { toolResult } = message;
  if (toolResult?.output === undefined) return message;
  return { ...message, toolResult: { ...toolResult, output: clipped(toolResult.output, size) } };
}
