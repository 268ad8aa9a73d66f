import type { AgentSinks } from '@durable-goals/core/workflow';
import type { InjectedSinks } from '@temporalio/worker';
import type { StoreWriter } from './store-writer.js';

/**
 * How long a Workflow Task is held for the store, in milliseconds: with it, what the server knows of a conversation is
 * in the store already, whatever dies next. A store that is down is not waited for.
 */
const patienceMs = 250;

/** Takes in what Workflows tell of their conversations; without a writer, nothing of it is kept. */
export function agentSinks(writer: StoreWriter | undefined): InjectedSinks<AgentSinks> {
  return {
    durableGoals: {
      record: {
        async fn(_, update) {
          await writer?.write(update, patienceMs);
        },
        callDuringReplay: false,
      },
    },
  };
}
