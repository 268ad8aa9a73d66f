import type { ToolRequest } from '@durable-goals/core';

/** The first run's id of a call's conversation: the key is made of all three, and the others may hold colons themselves. */
export function chainOf({
  conversationId,
  callId,
  idempotencyKey,
}: Pick<ToolRequest, 'conversationId' | 'callId' | 'idempotencyKey'>): string {
  return idempotencyKey.slice(conversationId.length + 1, -callId.length - 1);
}
