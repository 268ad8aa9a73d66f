import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  workflowInfo,
} from '@temporalio/workflow';
import { carried, resultOf, type ConversationResult } from '../conversation/carry.js';
import { startingState } from '../conversation/start.js';
import type { AgentStart } from '../wire.js';
import { beginning } from './beginning.js';
import { conversationRun } from './conversation-run.js';
import { readStart } from './decode.js';
import { keepToHistory } from './keep-to-history.js';
import { handleMessages } from './message-handlers.js';

/**
 * Runs a conversation until its goal is reached or a person ends it. One Workflow type serves every
 * goal: which one it is, is data.
 *
 * @throws `UnknownGoal` when the Worker has no such goal, `StartRefused` when the input makes no sense.
 */
export async function agentGoalWorkflow(input: AgentStart): Promise<ConversationResult> {
  keepToHistory();
  const start = readStart(input);
  const { workflowId, firstExecutionRunId } = workflowInfo();
  const ids = { conversationId: workflowId, chainId: firstExecutionRunId };
  const run = conversationRun(startingState(start, ids, Date.now()));
  handleMessages(run, start.goalId);

  let cancelled: CancelledFailure | undefined;
  CancellationScope.current().cancelRequested.catch((error: unknown) => {
    cancelled = error instanceof CancelledFailure ? error : new CancelledFailure('Cancelled');
    run.dispatch({ kind: 'end', outcome: 'cancelled' });
    run.abortTools();
  });

  return await CancellationScope.nonCancellable(async () => {
    if (run.state.goal === undefined) {
      try {
        run.begin(await beginning(start, run));
      } catch (error) {
        const failure = startFailure(error);
        run.fail(failure);
        await condition(allHandlersFinished);
        throw failure;
      }
    } else {
      run.dispatch({ kind: 'tick' });
    }
    // One condition for both, and no await after the last: a handler that begins in between would be lost.
    for (;;) {
      await condition(() => run.isOver() && allHandlersFinished());
      const writing = run.record();
      if (writing === undefined) break;
      await writing;
    }
    if (!run.state.closed) {
      const { goalId, mode } = start;
      return await continueAsNew<typeof agentGoalWorkflow>({
        goalId,
        mode,
        carried: carried(run.state),
      });
    }
    // Whoever had a sub-agent cancelled wants to know what it had done.
    if (cancelled && run.state.parent === undefined) throw cancelled;
    return resultOf(run.state);
  });
}

function startFailure(error: unknown): ApplicationFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    return ApplicationFailure.nonRetryable(cause.message, cause.type);
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return ApplicationFailure.nonRetryable(
    `The goal could not be looked up: ${reason}`,
    'StartRefused',
  );
}
