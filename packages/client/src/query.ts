import type { Client } from '@temporalio/client';
import { aheadOfHistory } from '@durable-goals/core';
import { callUntil, type CallEnd } from './server-errors.js';

/** A Query of one conversation. */
interface Asked {
  readonly conversationId: string;
  readonly name: string;
  readonly args?: readonly unknown[];
}

/** Each time that one is held back the conversation is read again, and by then it knows more. */
const mostAttempts = 5;

/** Asks a conversation, and again where the Workflow held a Query back that could be ahead of its history. */
export async function query<Value>(
  client: Client,
  { conversationId, name, args = [] }: Asked,
  end: CallEnd,
): Promise<Value> {
  const handle = client.workflow.getHandle(conversationId);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await callUntil(client, end, () => handle.query<Value, unknown[]>(name, ...args));
    } catch (error) {
      if (attempt === mostAttempts || !isHeldBack(error)) throw error;
    }
  }
}

/** The server makes an error of another kind of it, with the same words. */
function isHeldBack(error: unknown): boolean {
  return error instanceof Error && error.message.includes(aheadOfHistory);
}
