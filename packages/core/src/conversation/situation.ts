import type { PlanRequest } from '../agent-activities.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { Message } from '../message.js';
import type { TranscriptEntry, Trigger } from '../model.js';
import { bounds } from './bounds.js';
import { firstThatFits, sizeOf } from './draft.js';
import type { ConversationState } from './state.js';
import { nextUnsaved, packed, unsavedMessages } from './unsaved.js';

/** What a step gets to know: bounded, however long the conversation is. */
export function situationOf(state: ConversationState, trigger: Trigger): PlanRequest['situation'] {
  return {
    trigger,
    ...(state.summary === undefined ? {} : { summary: state.summary }),
    transcript: transcriptOf(state, state.windowFrom, Infinity),
    known: state.known,
    completed: state.completed,
    pending: state.batch.flatMap(({ status, tool, input }) =>
      status === 'awaiting-approval' ? [{ tool, input: clippedInput(input) }] : [],
    ),
  };
}

/**
 * The same, with the messages for the store beside it: they are left out of the transcript, and go back into it
 * with {@link wholeTranscript}.
 */
export function recordedSituationOf(
  state: ConversationState,
  trigger: Trigger,
  revision: number,
): Pick<PlanRequest, 'situation' | 'unsaved'> {
  const situation = situationOf(state, trigger);
  const messages = nextUnsaved(state);
  const [first] = messages;
  const last = messages.at(-1);
  if (first === undefined || last === undefined) return { situation };
  const window = state.messages.filter(({ seq }) => seq >= state.windowFrom);
  const { transcript } = situation;
  // Where the window is cut for its size, a note stands in the place of the oldest entries.
  const cut = firstThatFits(window.map(entryOf), bounds.windowSize);
  const note = cut > 0 ? 1 : 0;
  const kept = window.slice(cut);
  const [oldest] = kept;
  const from = Math.max(first.seq, oldest?.seq ?? state.nextSeq);
  const at = note + kept.filter(({ seq }) => seq < from).length;
  const after = note + kept.filter(({ seq }) => seq <= last.seq).length;
  return {
    situation: {
      ...situation,
      transcript: [...transcript.slice(0, at), ...transcript.slice(Math.max(at, after))],
    },
    unsaved: { revision, first: first.seq, messages: packed(messages), at, from },
  };
}

/** The transcript of a plan's request, with what travels beside it for the store. */
export function wholeTranscript({
  situation: { transcript },
  unsaved,
}: Pick<PlanRequest, 'situation' | 'unsaved'>): readonly TranscriptEntry[] {
  if (unsaved === undefined) return transcript;
  const { at, from } = unsaved;
  return [
    ...transcript.slice(0, at),
    ...unsavedMessages(unsaved).flatMap((message) =>
      message.seq < from ? [] : [entryOf(message)],
    ),
    ...transcript.slice(at),
  ];
}

/** The messages from one sequence number to another, both included, as a model reads them. */
export function transcriptOf(
  { messages }: ConversationState,
  from: number,
  upTo: number,
): readonly TranscriptEntry[] {
  const entries = messages.flatMap((message) =>
    message.seq < from || message.seq > upTo ? [] : [entryOf(message)],
  );
  return newestWithin(entries, bounds.windowSize);
}

/** The newest entries that there is room for, after a note if there are others. */
function newestWithin(
  entries: readonly TranscriptEntry[],
  size: number,
): readonly TranscriptEntry[] {
  const first = firstThatFits(entries, size);
  if (first === 0) return entries;
  const note = `${first} earlier messages are left out here, for their size.`;
  return [{ role: 'system', text: note }, ...entries.slice(first)];
}

function entryOf({ role, text = '', step, toolCall, toolResult }: Message): TranscriptEntry {
  if (toolCall && toolResult) {
    const { output, error, outcome } = toolResult;
    return {
      role: 'tool',
      callId: toolCall.callId,
      tool: toolCall.tool,
      input: clippedInput(toolCall.input),
      outcome,
      ...(output === undefined ? {} : { output: clipped(output) }),
      ...(error === undefined ? {} : { error }),
    };
  }
  if (role === 'agent') {
    const calls = step?.calls?.map(({ tool, input }) => ({ tool, input: clippedInput(input) }));
    return { role, text, next: step?.next ?? 'question', ...(calls ? { calls } : {}) };
  }
  return { role: role === 'user' ? 'user' : 'system', text };
}

function clippedInput(input: JsonObject): JsonObject {
  const clip = clipped(input);
  return isJsonObject(clip) ? clip : input;
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
