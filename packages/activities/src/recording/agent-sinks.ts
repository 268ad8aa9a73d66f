import type { ConversationUpdate, LiveChannel } from '@durable-goals/core';
import type { AgentSinks } from '@durable-goals/core/workflow';
import type { InjectedSinks } from '@temporalio/worker';
import type { AgentObserver } from '../observing/agent-observer.js';
import type { Redactor } from '../secrets/redactor.js';
import { complain } from './complain.js';
import type { StoreWriter } from './store-writer.js';

/**
 * How long a Workflow Task is held for the store, in milliseconds: with it, what the server knows of a conversation is
 * in the store already, whatever dies next. A store that is down is not waited for.
 */
const patienceMs = 250;

/** Takes in what Workflows tell of their conversations: for the store, and then for who watches. */
export function agentSinks(
  writer: StoreWriter | undefined,
  {
    live,
    observer,
    redactor,
  }: {
    readonly live?: LiveChannel | undefined;
    readonly observer?: AgentObserver | undefined;
    readonly redactor: () => Redactor;
  },
): InjectedSinks<AgentSinks> {
  return {
    durableGoals: {
      record: {
        async fn(_, update) {
          await writer?.write(update, patienceMs);
          if (live !== undefined) tell(live, update);
        },
        callDuringReplay: false,
      },
      stretchEnded: {
        fn({ workflowId }, stretch) {
          try {
            observer?.stretchEnded?.(redactor().value(stretch));
          } catch (error) {
            const name = error instanceof Error ? error.name : typeof error;
            complain(`The observer threw '${name}' for '${workflowId}', which is ignored.`);
          }
        },
        callDuringReplay: false,
      },
    },
  };
}

/** Who watches is told that there is something to read, and reads it where it is kept. */
function tell(
  live: LiveChannel,
  { conversationId, chainId, revision, snapshot }: ConversationUpdate,
): void {
  if (snapshot === undefined) return;
  const { lastSeq, state } = snapshot.status;
  live.publish({ kind: 'step', conversationId, chainId, revision, lastSeq, state });
}
