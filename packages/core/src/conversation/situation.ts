import type { PlanRequest } from '../agent-activities.js';
import type { Json } from '../json.js';
import type { Message } from '../message.js';
import type { TranscriptEntry, Trigger } from '../model.js';
import { bounds } from './bounds.js';
import { sizeOf } from './draft.js';
import type { ConversationState } from './state.js';

/** What a step gets to know: bounded, however long the conversation is. */
export function situationOf(state: ConversationState, trigger: Trigger): PlanRequest['situation'] {
  return {
    trigger,
    ...(state.summary === undefined ? {} : { summary: state.summary }),
    transcript: transcriptOf(state, state.windowFrom, Infinity),
    known: state.known,
    completed: state.completed,
    pending: state.batch.flatMap(({ status, tool, input }) =>
      status === 'awaiting-approval' ? [{ tool, input }] : [],
    ),
  };
}

/** The messages from one sequence number to another, both included, as a model reads them. */
export function transcriptOf(
  { messages }: ConversationState,
  from: number,
  upTo: number,
): readonly TranscriptEntry[] {
  return messages.flatMap((message) =>
    message.seq < from || message.seq > upTo ? [] : [entryOf(message)],
  );
}

function entryOf({ role, text = '', step, toolCall, toolResult }: Message): TranscriptEntry {
  if (toolCall && toolResult) {
    const { output, error, outcome } = toolResult;
    return {
      role: 'tool',
      callId: toolCall.callId,
      tool: toolCall.tool,
      input: toolCall.input,
      outcome,
      ...(output === undefined ? {} : { output: clipped(output) }),
      ...(error === undefined ? {} : { error }),
    };
  }
  if (role === 'agent') {
    const calls = step?.calls?.map(({ tool, input }) => ({ tool, input }));
    return { role, text, next: step?.next ?? 'question', ...(calls ? { calls } : {}) };
  }
  return { role: role === 'user' ? 'user' : 'system', text };
}

/** A tool's output as far as the model's window has room for it. */
export function clipped(output: Json): Json {
  const size = sizeOf(output);
  if (size <= bounds.outputInWindow) return output;
  return {
    note: `The result has ${size} characters; only the first ${bounds.outputInWindow} follow.`,
    beginning: JSON.stringify(output).slice(0, bounds.outputInWindow),
  };
}
