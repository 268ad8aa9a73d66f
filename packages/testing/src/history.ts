import { agentWorkflowBundle } from '@durable-goals/activities';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Client } from '@temporalio/client';
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { quiet, quietRuntime } from './quiet.js';

/** A recorded run, as JSON that Temporal's own tools read. */
export type RecordedHistory = string;

/** Records the history of a conversation's latest run, or of one run by its id. */
export async function recordHistory(
  client: Client,
  conversationId: string,
  runId?: string,
): Promise<RecordedHistory> {
  const handle = client.workflow.getHandle(conversationId, runId);
  return historyToJSON(await handle.fetchHistory());
}

/**
 * Replays a recorded run against the agent Workflow that is installed now, without a server.
 *
 * @param options - The data converter that the run was recorded with, if it was not Temporal's own, and
 * `workflowsPath` for a Workflow of your own.
 * @throws Temporal's `DeterminismViolationError` when the Workflow would decide otherwise today.
 */
export async function replayHistory(
  history: RecordedHistory,
  options: Partial<ReplayWorkerOptions> = {},
): Promise<void> {
  quietRuntime();
  const code =
    options.workflowsPath === undefined ? { workflowBundle: await agentWorkflowBundle(quiet) } : {};
  const recorded = historyFromJSON(JSON.parse(history));
  // Sub-agents are called after the conversation that they work for.
  const workflowId =
    recorded.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? undefined;
  const replay = async (): Promise<void> =>
    await Worker.runReplayHistory({ ...code, ...options }, recorded, workflowId);
  try {
    await replay();
  } catch (error) {
    if (!isRuntimeGone(error)) throw error;
    await replay();
  }
}

/** The SDK's runtime ends with its last Worker; who comes at that moment is given one that is gone. */
function isRuntimeGone(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes('failed to downcast');
}
