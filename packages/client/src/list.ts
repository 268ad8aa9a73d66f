import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import { agentWorkflowType, type ConversationStore } from '@durable-goals/core';
import { callUntil, readable } from './server-errors.js';

/** A line of the list of conversations. */
export interface ListedConversation {
  readonly conversationId: string;
  readonly goalId: string;
  readonly status: WorkflowExecutionStatusName;
  readonly startedAt: Date;
}

/** Which conversations are listed. */
export interface ListQuery {
  readonly status?: 'Running' | 'Completed';
  /** The sub-agents of that conversation; without it, sub-agents are left out. */
  readonly subAgentsOf?: string;
}

/** How long a page of the list may take, in milliseconds. */
const pageWithinMs = 10_000;

/** As Temporal's visibility lists them. @throws `TemporalUnreachable` */
export async function* listedByTemporal(
  client: Client,
  { status, subAgentsOf }: ListQuery,
): AsyncGenerator<ListedConversation> {
  const query =
    `WorkflowType = '${agentWorkflowType}'` +
    (status === undefined ? '' : ` AND ExecutionStatus = '${status}'`);
  try {
    const all = client.workflow.list({ query })[Symbol.asyncIterator]();
    for (;;) {
      const { value: found, done } = await callUntil(
        client,
        { until: Date.now() + pageWithinMs },
        () => all.next(),
      );
      if (done === true) return;
      const { goalId, parent } = found.memo ?? {};
      if (parent !== subAgentsOf) continue;
      yield {
        conversationId: found.workflowId,
        goalId: typeof goalId === 'string' ? goalId : '',
        status: found.status.name,
        startedAt: found.startTime,
      };
    }
  } catch (error) {
    throw readable(error, '');
  }
}

/** As the store lists them, also those that Temporal forgot. */
export async function* listedByStore(
  store: ConversationStore,
  { status, ...query }: ListQuery,
): AsyncGenerator<ListedConversation> {
  for (let after: string | undefined; ;) {
    const page = await store.conversations({ ...query, ...(after === undefined ? {} : { after }) });
    for (const { conversationId, startedAt, status: stored } of page.items) {
      const isOver = stored.state === 'ended';
      if (status !== undefined && (status === 'Completed') !== isOver) continue;
      yield {
        conversationId,
        goalId: stored.goalId,
        status: stored.outcome === 'cancelled' ? 'CANCELLED' : isOver ? 'COMPLETED' : 'RUNNING',
        startedAt: new Date(startedAt),
      };
    }
    if (page.next === undefined) return;
    after = page.next;
  }
}
