import { readFile } from 'node:fs/promises';
import { agentWorkflowBundle } from '@durable-goals/activities';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { Client } from '@temporalio/client';
import { Worker, type ReplayWorkerOptions, type WorkflowBundleOption } from '@temporalio/worker';
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
  const isOurs = options.workflowsPath === undefined && options.workflowBundle === undefined;
  if (!isOurs) return await replay(history, options);
  const workflowBundle = await agentWorkflowBundle(quiet);
  try {
    await replay(history, { ...options, workflowBundle: await withoutSourceMap(workflowBundle) });
  } catch {
    // Whoever reads a stack wants to know the lines of the sources, and more of them than the bundle has.
    const { script, map } = partsOf(await codeOf(workflowBundle));
    const code = `${script}Error.stackTraceLimit = 10;\n${map}`;
    await replay(history, { ...options, workflowBundle: { code } });
  }
}

async function replay(history: RecordedHistory, options: ReplayWorkerOptions): Promise<void> {
  const recorded = historyFromJSON(JSON.parse(history));
  // Sub-agents are called after the conversation that they work for.
  const workflowId =
    recorded.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? undefined;
  const run = async (): Promise<void> =>
    await Worker.runReplayHistory(options, recorded, workflowId);
  try {
    await run();
  } catch (error) {
    if (!isRuntimeGone(error)) throw error;
    await run();
  }
}

/** Where a bundle's source map begins, which it ends with. */
const mapMark = '//# sourceMappingURL=data:';

let mapless: Promise<WorkflowBundleOption> | undefined;

/**
 * The bundle with an empty source map. The SDK, 1.24, keeps the map that each replay reads for as long as the process lives, and
 * after some 200 of them the process dies.
 */
async function withoutSourceMap(bundle: WorkflowBundleOption): Promise<WorkflowBundleOption> {
  mapless ??= (async () => {
    const { script } = partsOf(await codeOf(bundle));
    const map = { version: 3, file: 'agent-workflow.js', sources: [], names: [], mappings: '' };
    const coded = Buffer.from(JSON.stringify(map)).toString('base64');
    return { code: `${script}${mapMark}application/json;base64,${coded}` };
  })();
  return await mapless;
}

function partsOf(code: string): { readonly script: string; readonly map: string } {
  const mapAt = code.lastIndexOf(mapMark);
  return { script: code.slice(0, mapAt), map: code.slice(mapAt) };
}

async function codeOf(bundle: WorkflowBundleOption): Promise<string> {
  return 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
}

/** The SDK's runtime ends with its last Worker; who comes at that moment is given one that is gone. */
function isRuntimeGone(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes('failed to downcast');
}
