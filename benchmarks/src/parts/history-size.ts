import type { Client } from '@temporalio/client';

/** What Temporal stores of a conversation, over all of its runs. */
export interface HistorySize {
  readonly events: number;
  readonly bytes: number;
  readonly runs: number;
}

/** Adds up the runs of a conversation. */
export async function historySize(client: Client, id: string): Promise<HistorySize> {
  let [events, bytes, runs] = [0, 0, 0];
  let runId: string | undefined;
  do {
    const described = await client.workflow.getHandle(id, runId).describe();
    events += described.historyLength;
    bytes += described.historySize ?? 0;
    runs += 1;
    const [first] = await firstEvent(client, id, described.runId);
    runId = first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  } while (runId !== undefined);
  return { events, bytes, runs };
}

async function firstEvent(client: Client, workflowId: string, runId: string) {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  return history?.events ?? [];
}
