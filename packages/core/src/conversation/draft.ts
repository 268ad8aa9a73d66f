import type { Message, ToolResult } from '../message.js';
import { boundsOf } from './bounds.js';
import type { Command, Refusal } from './events.js';
import { isoTime } from './iso-time.js';
import { messageSize } from './message-size.js';
import type { CallState, ConversationState } from './state.js';
import { turnOf } from './turn.js';

/** One reducer step under way. */
export interface Draft {
  /** As far as the step has come: first what came in, which is never changed, and then a copy that is the step's own. */
  state: ConversationState;
  /** Set once `state` is the copy. */
  own?: OwnState;
  readonly commands: Command[];
  /** The Workflow's time, in milliseconds since the epoch. */
  readonly now: number;
}

/** A state that the step may write to. A part that is emptied is left there as `undefined`, which JSON does not have. */
type OwnState = {
  -readonly [Key in keyof ConversationState]: ConversationState[Key] | undefined;
};

/** The step's own copy. One for each step, rather than one for each change, is what makes steps fast. */
function own(draft: Draft): OwnState {
  draft.own ??= { ...draft.state };
  draft.state = draft.own as ConversationState;
  return draft.own;
}

/** The step's time, ISO 8601. */
export function timeOf({ now }: Draft): string {
  return isoTime(now);
}

/** Replaces parts of the state. */
export function set(draft: Draft, change: Partial<ConversationState>): void {
  Object.assign(own(draft), change);
}

/** Empties optional parts of the state. To delete them would have V8 take a hundred times as long for each copy from then on. */
export function clear(
  draft: Draft,
  ...keys: readonly (
    | 'plan'
    | 'todo'
    | 'wait'
    | 'halted'
    | 'switchingTo'
    | 'lookingUp'
    | 'summarizing'
    | 'callsThisTurn'
    | 'compacted'
  )[]
): void {
  if (keys.every((key) => draft.state[key] === undefined)) return;
  const state = own(draft);
  for (const key of keys) state[key] = undefined;
}

/** Adds a message to the transcript and drops the oldest ones beyond the bounds. */
export function append(
  draft: Draft,
  message: Omit<Message, 'id' | 'seq' | 'turn' | 'at'> & { readonly id?: string },
): void {
  const { state } = draft;
  const seq = state.nextSeq;
  const entry: Message = {
    ...message,
    id: message.id ?? `m${seq}`,
    seq,
    turn: state.turn,
    at: timeOf(draft),
  };
  let messagesSize = state.messagesSize + messageSize(entry);
  const { keptMessages, keptSize } = boundsOf(state.goal);
  let dropped = 0;
  while (state.messages.length + 1 - dropped > keptMessages || messagesSize > keptSize) {
    const oldest = state.messages[dropped] ?? entry;
    if (oldest.seq >= state.windowFrom) break;
    messagesSize -= messageSize(oldest);
    dropped += 1;
  }
  // With the oldest gone first, the newest finds room, and the list is copied once.
  const messages = state.messages.slice();
  messages.splice(0, dropped);
  messages.push(entry);
  set(draft, { messages, messagesSize, nextSeq: seq + 1, ...titleFrom(state, entry) });
}

const titleLength = 80;

/** What the person says first is what the conversation is known by. */
function titleFrom(
  { title, messages }: ConversationState,
  { role, text = '' }: Message,
): Pick<ConversationState, 'title'> {
  // One that began before there were titles would get the words that happen to come next.
  if (title !== undefined || role !== 'user' || messages.some((said) => said.role === 'user')) {
    return {};
  }
  const words = text.slice(0, 1_000).trim().split(/\s+/).join(' ');
  const isLong = words.length > titleLength;
  return { title: isLong ? `${words.slice(0, titleLength - 1).trimEnd()}…` : words };
}

/** The size of a value as JSON, in UTF-16 units. */
export function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

/** Where the newest items begin that fit into a size together. */
export function firstThatFits(items: readonly unknown[], size: number): number {
  let room = size;
  return items.findLastIndex((item) => (room -= sizeOf(item)) < 0) + 1;
}

/** Replaces one call of the batch. */
export function setCall(draft: Draft, callId: string, change: Partial<CallState>): void {
  set(draft, {
    batch: draft.state.batch.map((call) =>
      call.callId === callId ? { ...call, ...change } : call,
    ),
  });
}

/** Marks a call as ended. */
export function settle(
  draft: Draft,
  call: CallState,
  result: Omit<ToolResult, 'callId' | 'isError'>,
): void {
  const { error } = result;
  setCall(draft, call.callId, {
    status: 'settled',
    result: {
      callId: call.callId,
      isError: result.outcome !== 'completed',
      ...result,
      ...(error === undefined ? {} : { error: shortened(draft, error) }),
    },
  });
}

/** An error's text within its bound. */
export function shortened({ state }: Draft, error: string): string {
  const { errorLength } = boundsOf(state.goal);
  return error.length <= errorLength ? error : `${error.slice(0, errorLength)}…`;
}

/** Lets a caller wait for the whole of a turn. */
export function park(draft: Draft, caller: string | undefined, turn: number): void {
  if (caller !== undefined)
    set(draft, { parked: [...draft.state.parked, { caller, turn, since: 0 }] });
}

/** Lets a caller wait for what comes now in the turn under way. */
export function parkFromHere(draft: Draft, caller: string | undefined): void {
  if (caller === undefined) return;
  const { parked, turn, nextSeq } = draft.state;
  set(draft, { parked: [...parked, { caller, turn, since: nextSeq - 1 }] });
}

/** Tells a caller, at once, why something is not taken. */
export function refuse(draft: Draft, caller: string | undefined, refusal: Refusal): void {
  if (caller !== undefined) draft.commands.push({ kind: 'refuse', caller, refusal });
}

/** Answers the parked callers that `which` picks. */
export function answer(draft: Draft, which: (turn: number, index: number) => boolean): void {
  if (draft.state.parked.length === 0) return;
  const answered = draft.state.parked.filter(({ turn }, index) => which(turn, index));
  if (answered.length === 0) return;
  for (const { caller, turn, since } of answered) {
    draft.commands.push({ kind: 'reply', caller, turn: turnOf(draft.state, turn, since) });
  }
  set(draft, { parked: draft.state.parked.filter((parked) => !answered.includes(parked)) });
}
