import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

const { EventType, WorkflowTaskFailedCause } = proto.temporal.api.enums.v1;

/** What a conversation left in Temporal. */
export interface Runs {
  /** How many runs there were, the latest included. */
  readonly count: number;
  readonly events: number;
}

/** Says what became of a conversation's latest run, for who finds it other than expected. */
export async function howItStands(client: Client, conversationId: string): Promise<string> {
  const handle = client.workflow.getHandle(conversationId);
  const { status, historyLength, historySize } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const last = EventType[events?.at(-1)?.eventType ?? 0];
  return `'${conversationId}' is ${status.name} with ${historyLength} events and ${historySize} bytes, the last '${last}'.`;
}

/**
 * Looks through the histories of all runs of a conversation.
 *
 * A Workflow Task that the server gave back because something new had come in is none that failed.
 *
 * @throws `Error` when a Workflow Task failed or is failing, or when the server ended a run by itself.
 */
export async function checkRuns(client: Client, conversationId: string): Promise<Runs> {
  const latest = client.workflow.getHandle(conversationId);
  const { raw, status } = await latest.describe();
  const attempt = raw.pendingWorkflowTask?.attempt ?? 1;
  if (attempt > 1) throw new Error(`A Workflow Task of '${conversationId}' fails again and again.`);
  if (status.name === 'TERMINATED' || status.name === 'FAILED') {
    throw new Error(`'${conversationId}' is ${status.name}.`);
  }
  let count = 0;
  let seen = 0;
  for (
    let runId: string | undefined = raw.workflowExecutionInfo?.execution?.runId ?? undefined;
    runId;
  ) {
    const { events } = await client.workflow.getHandle(conversationId, runId).fetchHistory();
    count += 1;
    seen += events?.length ?? 0;
    for (const { eventType, workflowTaskFailedEventAttributes: failed } of events ?? []) {
      if (eventType !== EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED) continue;
      const { WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND: unhandled } = WorkflowTaskFailedCause;
      if (failed?.cause === unhandled) continue;
      const why = failed?.failure?.message ?? WorkflowTaskFailedCause[failed?.cause ?? 0];
      throw new Error(`A Workflow Task of '${conversationId}' failed: ${why}`);
    }
    const [first] = events ?? [];
    runId = first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
  }
  return { count, events: seen };
}
