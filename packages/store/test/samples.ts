import {
  noUsage,
  type ConversationStatus,
  type ConversationUpdate,
  type Message,
} from '@durable-goals/core';

/** A time, some seconds after a fixed one. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
}

export function said(seq: number, text = `words ${seq}`): Message {
  return {
    id: `m${seq}`,
    seq,
    turn: seq,
    at: at(seq),
    role: seq % 2 === 0 ? 'user' : 'agent',
    text,
  };
}

export function statusOf(
  conversationId: string,
  change: Partial<ConversationStatus> = {},
): ConversationStatus {
  return {
    conversationId,
    goalId: 'trip',
    state: 'awaiting-user',
    turn: 1,
    queued: 0,
    lastSeq: 2,
    approvals: [],
    inDoubt: [],
    running: [],
    usage: { ...noUsage, turns: 1 },
    ...change,
  };
}

/** An update of a conversation with two messages. */
export function update(
  conversationId: string,
  change: Partial<ConversationUpdate> & { readonly status?: Partial<ConversationStatus> } = {},
): ConversationUpdate {
  const { status, ...rest } = change;
  return {
    conversationId,
    chainId: `${conversationId}-chain`,
    goalId: 'trip',
    revision: 100,
    at: at(10),
    messages: [said(1), said(2)],
    snapshot: { startedAt: at(0), status: statusOf(conversationId, status) },
    ...rest,
  };
}

export const approval = {
  callId: 'c1',
  tool: 'BookFlight',
  input: { to: 'MEL' },
  inputHash: 'abc',
  effect: 'unsafe',
  requestedAt: at(5),
  expiresAt: at(86_405),
} as const;
