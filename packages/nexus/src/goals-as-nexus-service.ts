import {
  agentWorkflowType,
  lengthRefusal,
  startArguments,
  type AgentStart,
  type ConversationResult,
  type Goal,
  type RemoteRun,
} from '@durable-goals/core';
import { startWorkflow, WorkflowRunOperationHandler } from '@temporalio/nexus';
import { HandlerError, serviceHandler, type ServiceHandler } from 'nexus-rpc';
import { goalsService } from './goals-service.js';

/** The agent Workflow, as far as it is started here. */
type AgentWorkflow = (start: AgentStart) => Promise<ConversationResult>;

/** An id is one part of a Workflow's. */
const longestId = 800;

/**
 * Offers goals to Workers and Workflows elsewhere, as a Nexus service: for `nexusServices` of a Worker that has these goals.
 * Each operation is a run of a goal on this Worker's Task Queue, which people reach as any other; its id begins with `remote-`.
 */
export function goalsAsNexusService(
  goals: readonly Pick<Goal, 'id'>[],
): ServiceHandler<(typeof goalsService)['operations']> {
  const ids = goals.map(({ id }) => id);
  return serviceHandler(goalsService, {
    run: new WorkflowRunOperationHandler<RemoteRun, ConversationResult>(async (ctx, run) => {
      const { goalId, question, id } = checked(run, ids);
      return await startWorkflow<AgentWorkflow>(ctx, agentWorkflowType, {
        workflowId: `remote-${id}`,
        // Asked for once more, it is the same run; one that is over is not begun anew.
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        ...startArguments({ goalId, mode: 'run', queuedPrompts: [question] }),
        staticSummary: `Run of '${goalId}' that was asked for from elsewhere`,
      });
    }),
  });
}

/** @throws `HandlerError`, which is not tried again. */
function checked(run: RemoteRun, ids: readonly string[]): RemoteRun {
  const { goalId, question, id } = run;
  const isText = [goalId, question, id].every((text) => typeof text === 'string' && text !== '');
  if (!isText || id.length > longestId) {
    throw new HandlerError('BAD_REQUEST', "A run needs a 'goalId', a 'question' and an 'id'.");
  }
  if (!ids.includes(goalId)) {
    const known = ids.map((known) => `'${known}'`).join(', ');
    throw new HandlerError('NOT_FOUND', `No goal '${goalId}' is offered; there are ${known}.`);
  }
  const tooLong = lengthRefusal(question);
  if (tooLong) throw new HandlerError('BAD_REQUEST', tooLong.reason);
  return run;
}
