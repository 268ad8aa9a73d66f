import { createNexusServiceClient } from '@temporalio/workflow';
import type { ConversationResult } from '../conversation/carry.js';
import {
  goalsServiceName,
  runGoalOperation,
  type RemoteGoalStart,
  type RemoteRun,
} from '../remote-goal.js';

/** The service as a client has to know it: by its names. Its types are those of `nexus-rpc`, which the sandbox does without. */
const service: Parameters<typeof createNexusServiceClient>[0]['service'] = {
  name: goalsServiceName,
  operations: { [runGoalOperation]: { name: runGoalOperation } },
} as never;

/**
 * Has a goal run elsewhere, by a Nexus operation, and gives what its run gave. Cancelling it cancels that run.
 *
 * It is a Workflow of its own: the server refuses a command for an endpoint that there is not with the whole Workflow Task, and
 * no conversation shall be held up by that.
 */
export async function remoteGoalWorkflow({
  endpoint,
  ...run
}: RemoteGoalStart): Promise<ConversationResult> {
  const client = createNexusServiceClient({ endpoint, service });
  const request: RemoteRun = run;
  const result: unknown = await client.executeOperation(runGoalOperation, request as never, {
    summary: `'${run.goalId}' at '${endpoint}'`,
  });
  return result as ConversationResult;
}
