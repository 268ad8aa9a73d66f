import type { PlanRequest } from '../agent-activities.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import type { Message } from '../message.js';
import type { Situation, TranscriptEntry, Trigger } from '../model.js';
import { bounds, boundsOf, bytesOf, payloadRoom, type Bounds } from './bounds.js';
import { wholeEntries } from './brief-entries.js';
import { firstThatFits, sizeOf } from './draft.js';
import { messagesAfter, type ConversationState } from './state.js';
import { nextUnsaved, packed, unsavedMessages } from './unsaved.js';

type WholeSituation = Omit<Situation, 'goal' | 'today' | 'repair'>;

/** What a step gets to know: bounded, however long the conversation is. */
export function situationOf(state: ConversationState, trigger: Trigger): WholeSituation {
  return {
    trigger,
    ...(state.mode === 'run' ? { autonomous: true } : {}),
    ...(state.plan?.final ? { final: true } : {}),
    ...(state.summary === undefined ? {} : { summary: state.summary }),
    transcript: transcriptOf(state, { from: state.windowFrom, upTo: Infinity }, trigger),
    known: state.known,
    completed: state.completed,
    pending: state.batch.flatMap(({ status, tool, input }) =>
      status === 'awaiting-approval'
        ? [{ tool, input: clippedInput(input, boundsOf(state.goal).outputInWindow) }]
        : [],
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
): Pick<PlanRequest, 'unsaved'> & { readonly situation: WholeSituation } {
  const situation = situationOf(state, trigger);
  const messages = nextUnsaved(state);
  const [first] = messages;
  const last = messages.at(-1);
  // Where the server takes little, they go when the run is over instead.
  if (first === undefined || last === undefined || payloadRoom(state.goal) !== undefined) {
    return { situation };
  }
  const window = state.messages.filter(({ seq }) => seq >= state.windowFrom);
  const { transcript } = situation;
  // Where the window is cut for its size, a note stands in the place of the oldest entries.
  const cut = firstThatFits(
    window.map((message) => entryOf(message, bounds.outputInWindow)),
    bounds.windowSize,
  );
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
    unsaved: {
      revision,
      first: first.seq,
      messages: packed(messages),
      at,
      ...(from === first.seq ? {} : { from }),
    },
  };
}

/**
 * The transcript of a plan's request, with what travels beside it for the store.
 *
 * @param beginning - What the request leaves out, because the Worker has it.
 */
export function wholeTranscript(
  { situation, unsaved, continues }: Pick<PlanRequest, 'situation' | 'unsaved' | 'continues'>,
  beginning: readonly TranscriptEntry[] = [],
): readonly TranscriptEntry[] {
  const end = continues ? wholeEntries(continues.entries ?? []) : (situation.transcript ?? []);
  const transcript = [...beginning, ...end];
  if (unsaved === undefined) return transcript;
  const { at, first, from = first } = unsaved;
  return [
    ...transcript.slice(0, at),
    ...unsavedMessages(unsaved).flatMap((message) =>
      message.seq < from ? [] : [entryOf(message, bounds.outputInWindow)],
    ),
    ...transcript.slice(at),
  ];
}

/**
 * The messages from one sequence number to another, both included, as a model reads them.
 *
 * @param beside - What else goes into the same payload.
 */
export function transcriptOf(
  state: ConversationState,
  { from, upTo }: { readonly from: number; readonly upTo: number },
  beside?: Trigger,
): readonly TranscriptEntry[] {
  const { windowSize, outputInWindow } = boundsOf(state.goal);
  const entries = messagesAfter(state, from - 1).flatMap((message) =>
    message.seq > upTo ? [] : [entryOf(message, outputInWindow)],
  );
  const first = fitsSurely(state, windowSize) ? 0 : firstThatFits(entries, windowSize);
  return newestFrom(entries, Math.max(first, firstInPayload(state, entries, beside)));
}

/** Whether entries are left out of the model's window for their size. */
export function isCutForSize(
  state: ConversationState,
  { windowSize, outputInWindow }: Bounds,
): boolean {
  if (fitsSurely(state, windowSize)) return false;
  const window = messagesAfter(state, state.windowFrom - 1);
  const entries = window.map((message) => entryOf(message, outputInWindow));
  return firstThatFits(entries, windowSize) > 0;
}

/** An entry is no larger than its message; clipped, it may be twice as large, with each quote in it escaped. */
function fitsSurely({ messagesSize }: ConversationState, windowSize: number): boolean {
  return messagesSize * 2 <= windowSize;
}

/** Where the entries begin that fit into a payload with the rest of what a model is told; 0 where bounds suffice. */
function firstInPayload(
  { goal, summary, known, batch }: ConversationState,
  entries: readonly TranscriptEntry[],
  beside?: Trigger,
): number {
  const most = payloadRoom(goal);
  if (most === undefined) return 0;
  const pending = batch.filter(({ status }) => status === 'awaiting-approval');
  const rest = bytesOf([goal, summary, known, pending.map(({ input }) => input), beside ?? {}]);
  let room = most - rest;
  return entries.findLastIndex((entry) => (room -= bytesOf(entry) + 1) < 0) + 1;
}

/** The entries from one on, after a note if there are others. */
function newestFrom(
  entries: readonly TranscriptEntry[],
  first: number,
): readonly TranscriptEntry[] {
  if (first === 0) return entries;
  const note = `${first} earlier messages are left out here, for their size.`;
  return [{ role: 'system', text: note }, ...entries.slice(first)];
}

function entryOf(
  { role, text = '', step, toolCall, toolResult, raw }: Message,
  size: number,
): TranscriptEntry {
  if (toolCall && toolResult) {
    const { output, error, outcome } = toolResult;
    const editedFrom = toolCall.approval?.editedFrom;
    return {
      role: 'tool',
      callId: toolCall.callId,
      tool: toolCall.tool,
      input: clippedInput(toolCall.input, size),
      outcome,
      ...(output === undefined ? {} : { output: clipped(output, size) }),
      ...(error === undefined ? {} : { error }),
      ...(editedFrom === undefined ? {} : { editedFrom }),
    };
  }
  if (role === 'agent') {
    const calls = step?.calls?.map((call) => ({
      ...call,
      input: clippedInput(call.input, size),
    }));
    return {
      role,
      text,
      next: step?.next ?? 'question',
      ...(calls ? { calls } : {}),
      ...(raw ? { raw } : {}),
    };
  }
  return { role: role === 'user' ? 'user' : 'system', text };
}

function clippedInput(input: JsonObject, size: number): JsonObject {
  const clip = clipped(input, size);
  return isJsonObject(clip) ? clip : input;
}

/** A tool's output as far as there is room for it. */
export function clipped(output: Json, most: number): Json {
  const size = sizeOf(output);
  if (size <= most) return output;
  return {
    note: `The result has ${size} characters; only the first ${most} follow.`,
    beginning: JSON.stringify(output).slice(0, most),
  };
}
