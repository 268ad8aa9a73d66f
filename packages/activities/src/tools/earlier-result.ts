import type { ConversationStore, Json, ResultStore, ToolRequest } from '@durable-goals/core';
import { ToolFailure } from '@durable-goals/core';
import { chainOf } from './chain-of.js';

/** Where tools find what earlier calls gave. */
export interface EarlierResults {
  readonly store?: ConversationStore | undefined;
  readonly results?: ResultStore | undefined;
}

/**
 * Makes the function with which a tool reads what an earlier call of its conversation gave, whole.
 *
 * It throws `ToolFailure`, which the model can act on, when there is no such result.
 */
export function resultReader(
  request: ToolRequest,
  { store, results }: EarlierResults,
): (callId: string) => Promise<Json> {
  return async (callId) => {
    if (store === undefined) {
      throw new ToolFailure('Results of earlier calls are not kept: this Worker has no store.');
    }
    const { conversationId } = request;
    const chainId = chainOf(request);
    const message = await store.toolMessage({ conversationId, chainId }, callId);
    const result = message?.toolResult;
    if (result?.output === undefined) {
      throw new ToolFailure(`No call '${callId}' of this conversation has a result.`);
    }
    if (result.whole === undefined) return result.output;
    const whole = await results?.get(result.whole.reference);
    if (whole === undefined) {
      throw new ToolFailure(`The result of call '${callId}' is not kept whole any more.`);
    }
    return JSON.parse(whole) as Json;
  };
}
