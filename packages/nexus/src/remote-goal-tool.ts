import { setTimeout as sleep } from 'node:timers/promises';
import {
  defineTool,
  lastWordsOf,
  remoteGoalWorkflowType,
  runAnswerOf,
  taskText,
  ToolDidNotRun,
  ToolFailure,
  type ConversationResult,
  type DefinedTool,
  type Json,
  type RemoteGoalStart,
  type TaskShape,
  type ToolContext,
  type ToolDefinition,
} from '@durable-goals/core';
import { activityInfo, getClient } from '@temporalio/activity';
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import * as z from 'zod';

/** What a goal elsewhere is asked. */
export interface RemoteTask {
  readonly task: string;
}

/** What it gives: its output, or its last words in `answer`. */
export type RemoteAnswer = Json;

/** Where a goal is, and how it is offered to a model. */
export interface RemoteGoalOptions extends Pick<
  ToolDefinition<RemoteTask, RemoteAnswer>,
  'needsApproval' | 'approvalExpiresAfterMs' | 'whenApprovalExpires' | 'remindAfterMs' | 'approvals'
> {
  /** The Nexus endpoint that leads to its Workers. */
  readonly endpoint: string;
  readonly goalId: string;
  /** What the model reads about it: what it is for, and what it has to be told. */
  readonly description: string;
  /** How long it may take, people included, in milliseconds. @defaultValue 86,400,000 (24 hours) */
  readonly timeoutMs?: number;
}

type RemoteTaskSchema = z.ZodObject<TaskShape>;

const dayMs = 86_400_000;
/** How often, and for how long, it is looked whether the server takes the operation. */
const lookEveryMs = 1_500;
const looks = 20;

/**
 * Makes a tool of a goal of another Namespace, or of other Workers: each call has it go on by itself, by a Nexus operation, until
 * its final answer. A repeat after a crash waits for the same run. What that run needs people for, its own people decide.
 *
 * The Workers of this goal need the bundle that comes with the framework, or `remoteGoalWorkflow` exported beside your own.
 *
 * @param name - What the model calls it by.
 * @throws `ToolDefinitionRefused` when the name cannot be one of a tool.
 */
export function remoteGoalTool<const Name extends string>(
  name: Name,
  options: RemoteGoalOptions,
): DefinedTool<Name, RemoteTaskSchema> {
  const { endpoint, goalId, description, timeoutMs = dayMs, ...approval } = options;
  return defineTool({
    name,
    description,
    input: z.strictObject({
      task: taskText.describe(
        'What to do, in whole sentences with all details: nothing else that was said is known',
      ),
    }),
    // The same call is the same run.
    effect: 'idempotent',
    timing: { startToCloseMs: timeoutMs, scheduleToCloseMs: timeoutMs },
    ...approval,
    execute: async ({ task }, context) =>
      await answerOf({ endpoint, goalId, question: task, id: context.idempotencyKey }, context),
  });
}

async function answerOf(start: RemoteGoalStart, { signal }: ToolContext): Promise<RemoteAnswer> {
  const handle = await started(start);
  const stop = (): void => {
    // A Worker that stops leaves it to the next one.
    const { reason } = signal;
    const isOurs = reason instanceof CancelledFailure && reason.message === 'WORKER_SHUTDOWN';
    if (!isOurs) void handle.cancel().catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  const over = new AbortController();
  void endIfRefused(handle, over.signal);
  try {
    return told(await handle.result(), start);
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    throw failureOf(error, start);
  } finally {
    over.abort();
    signal.removeEventListener('abort', stop);
  }
}

type Handle = WorkflowHandle<(start: RemoteGoalStart) => Promise<ConversationResult>>;

/** Begins to ask, or finds who asks already. */
async function started(start: RemoteGoalStart): Promise<Handle> {
  const { workflow } = getClient();
  const workflowId = `asks-${start.id}`;
  try {
    return await workflow.start<(given: RemoteGoalStart) => Promise<ConversationResult>>(
      remoteGoalWorkflowType,
      {
        workflowId,
        taskQueue: activityInfo().taskQueue,
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        args: [start],
        staticSummary: `Asks '${start.goalId}' at '${start.endpoint}'`,
      },
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return workflow.getHandle(workflowId);
  }
}

/** A server that knows no such endpoint refuses the whole Workflow Task, again and again. */
async function endIfRefused(handle: Handle, signal: AbortSignal): Promise<void> {
  try {
    for (let look = 0; look < looks; look += 1) {
      await sleep(lookEveryMs, undefined, { signal, ref: false });
      const { events } = await handle.fetchHistory();
      const isAsking = (events ?? []).some((event) => event.nexusOperationScheduledEventAttributes);
      if (isAsking) return;
      const isRefused = (events ?? []).some(
        (event) => event.workflowTaskFailedEventAttributes?.cause === refusedOperation,
      );
      if (isRefused) {
        await handle.terminate(notAccepted);
        return;
      }
    }
  } catch {
    // It is over, or its time-out ends it.
  }
}

/** `WORKFLOW_TASK_FAILED_CAUSE_BAD_SCHEDULE_NEXUS_OPERATION_ATTRIBUTES` of Temporal's API. */
const refusedOperation = 32;
const notAccepted = 'The server does not accept the operation';

function told(result: ConversationResult, { goalId, endpoint }: RemoteGoalStart): RemoteAnswer {
  const { outcome, messages, inDoubt } = result;
  if (outcome === 'done') return runAnswerOf(result);
  const words = lastWordsOf(messages);
  const doubt =
    inDoubt.length === 0
      ? ''
      : ` Nobody knows whether these calls of it happened: ${inDoubt.map(({ tool }) => `'${tool}'`).join(', ')}.`;
  const said = words === '' ? '' : ` Its last words: ${words}`;
  throw new ToolFailure(
    `'${goalId}' at '${endpoint}' ended without a result (${outcome}).${doubt}${said}`,
  );
}

function failureOf(error: WorkflowFailedError, { goalId, endpoint }: RemoteGoalStart): Error {
  const reason = rootOf(error).message;
  if (reason.includes(notAccepted)) {
    return new ToolDidNotRun(
      `'${goalId}' was not asked: there is no Nexus endpoint '${endpoint}'. Create it, for this Namespace too.`,
    );
  }
  return new ToolFailure(`'${goalId}' at '${endpoint}' gave no result: ${reason}`);
}

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
