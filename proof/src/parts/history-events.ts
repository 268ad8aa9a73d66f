import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** An event of a conversation's history, counted through all of its runs from 1 on. */
export interface CountedEvent {
  readonly count: number;
  readonly runId: string;
  readonly event: HistoryEvent;
}

/**
 * The events of a Workflow through all of its runs, each as soon as the server has it; ends with the last run.
 *
 * @param runId - The first run.
 */
export async function* historyEvents(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  { follow = true }: { readonly follow?: boolean } = {},
): AsyncGenerator<CountedEvent> {
  let count = 0;
  for (let run: string | undefined = runId; run !== undefined;) {
    let next: string | undefined;
    let nextPageToken: Uint8Array | undefined;
    do {
      const page = await client.workflowService.getWorkflowExecutionHistory({
        namespace: client.options.namespace,
        execution: { workflowId, runId: run },
        waitNewEvent: follow,
        ...(nextPageToken === undefined ? {} : { nextPageToken }),
      });
      for (const event of page.history?.events ?? []) {
        count += 1;
        next = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
        yield { count, runId: run, event };
      }
      nextPageToken = page.nextPageToken;
    } while (nextPageToken !== undefined && nextPageToken.length > 0);
    run = next;
  }
}
