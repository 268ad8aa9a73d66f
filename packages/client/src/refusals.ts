import { failures, tooLarge, type ConversationResult } from '@durable-goals/core';
import { ApplicationFailure } from '@temporalio/common';

/** Nothing runs under that id, or not any more. */
export function noConversation(conversationId: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `No conversation '${conversationId}' is running: it has ended or was never started. Start it with \`agents.start(goalId, { conversationId: '${conversationId}' })\`.`,
    'NoConversation',
  );
}

/** An id is taken by a conversation with another goal. */
export function otherGoal(
  conversationId: string,
  goals: { running: string; wanted: string },
): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Conversation '${conversationId}' runs the goal '${goals.running}', not '${goals.wanted}'. End it first, or take another id.`,
    'OtherGoal',
  );
}

/** An id is taken by a conversation of somebody else. */
export function otherOwner(conversationId: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `The id '${conversationId}' is taken by another conversation. Take another id.`,
    'OtherOwner',
  );
}

/** No Worker is there to take a request that nothing else can keep. */
export function noWorker(request: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `No Worker took '${request}' in time. Start one and look at the status before you send it again: it may be taken yet.`,
    'NoWorker',
  );
}

/** What only a store can answer. */
export function noStore(what: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `${what} is kept in a conversation store, and this client has none. Give AgentClient the \`store\` that the Worker writes to.`,
    'NoStore',
  );
}

/**
 * Temporal does not answer.
 *
 * @param requestId - Of a request that was under way, which counts once by it.
 */
export function unreachable(details: string, requestId?: string): ApplicationFailure {
  const again =
    requestId === undefined
      ? ''
      : ` Nobody knows yet whether '${requestId}' was taken: send it again with that id.`;
  return ApplicationFailure.nonRetryable(
    `Temporal cannot be reached (${details}). Start it, or correct TEMPORAL_ADDRESS.${again}`,
    'TemporalUnreachable',
  );
}

/** Refuses here what no Workflow would take, and what the server would take minutes to refuse. @throws `MalformedRequest` */
export function checkSize(name: 'input' | 'output', value: unknown): void {
  const problem = tooLarge(name, value);
  if (problem === undefined) return;
  throw failures.refused('MalformedRequest', `The request cannot be taken: ${problem}. Give less.`);
}

/** A run that ended without its final answer. */
export function runStopped(
  conversationId: string,
  {
    outcome,
    text,
    limit,
  }: Pick<ConversationResult, 'outcome'> & {
    readonly text: string;
    readonly limit: ConversationResult['limit'] | undefined;
  },
): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'RunStopped',
    nonRetryable: true,
    message: `Run '${conversationId}' ended without a final answer${text === '' ? '.' : `: ${text}`}`,
    details: [{ outcome, ...(limit === undefined ? {} : { limit }) }],
  });
}

/** The id is taken by a conversation of the other kind. */
export function otherMode(conversationId: string, running: 'chat' | 'run'): ApplicationFailure {
  const wanted = running === 'chat' ? 'run' : 'chat';
  return ApplicationFailure.create({
    type: 'OtherGoal',
    nonRetryable: true,
    message: `'${conversationId}' is a ${running} that goes on, so no ${wanted} was started under this id. Take another id, or end that one first.`,
  });
}
