import type { UnsavedMessage, UnsavedMessages } from '../agent-activities.js';
import type { Message } from '../message.js';
import { set, sizeOf, type Draft } from './draft.js';
import type { ConversationState } from './state.js';

/** Size of the messages that one plan takes along to the store, and while the store is down. */
const chunkSize = 60_000;
const chunkSizeWhileDown = 4_000;

/** The oldest messages that the store is not known to have, as many as one plan takes along. */
export function nextUnsaved({ messages, saved }: ConversationState): readonly Message[] {
  const upTo = saved?.upTo ?? 0;
  let room = saved?.failed === true ? chunkSizeWhileDown : chunkSize;
  const chunk: Message[] = [];
  for (const message of messages) {
    if (message.seq <= upTo) continue;
    room -= sizeOf(message);
    // One that is larger than a chunk goes alone.
    if (room < 0 && chunk.length > 0) break;
    chunk.push(message);
  }
  return chunk;
}

/** Messages without what their places say. */
export function packed(messages: readonly Message[]): readonly UnsavedMessage[] {
  return messages.map(({ id, seq, at, ...rest }) => ({
    ...(id === `m${seq}` ? {} : { id }),
    at: Date.parse(at),
    ...rest,
  }));
}

/** The messages that came with a plan's request. */
export function unsavedMessages({
  messages,
  first,
}: Pick<UnsavedMessages, 'messages' | 'first'>): readonly Message[] {
  return messages.map(({ id, at, ...rest }, index) => {
    const seq = first + index;
    return { id: id ?? `m${seq}`, seq, at: new Date(at).toISOString(), ...rest };
  });
}

/** Takes in what the store has now. */
export function recorded(draft: Draft, upTo: number | undefined): void {
  const known = draft.state.saved?.upTo ?? 0;
  if (upTo === undefined) set(draft, { saved: { upTo: known, failed: true } });
  else set(draft, { saved: { upTo: Math.max(known, upTo) } });
}
