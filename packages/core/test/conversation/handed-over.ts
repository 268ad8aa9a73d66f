import type { ConversationState } from '@durable-goals/core';
import { carried } from '../../src/conversation/carry.js';

/** Hands a conversation over, and holds that nothing that lasts changes by it. */
export function handedOver(
  state: ConversationState,
  holds: (so: boolean, what: string) => void,
): ConversationState {
  const next = carried(state);
  holds(lasting(next) === lasting(state), 'a hand-over changes nothing that lasts');
  return next;
}

/** All but callers, ids, and messages that a store has. */
function lasting(state: ConversationState): string {
  const {
    messages: _messages,
    messagesSize: _size,
    windowFrom: _from,
    summary: _,
    ...kept
  } = state;
  return JSON.stringify({
    ...kept,
    seen: [],
    seenLately: [],
    parked: [],
    continuing: false,
    kept: undefined,
  });
}
