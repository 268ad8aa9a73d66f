import {
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { noConversation, unreachable } from './refusals.js';

/** gRPC status codes. */
const cancelled = 1;
const invalidArgument = 3;
const deadlineExceeded = 4;
const resourceExhausted = 8;
const failedPrecondition = 9;
const internal = 13;
const unavailable = 14;

/** What the server, or the way to it, said of a call; the SDK hides it in a cause. */
interface CallStatus {
  readonly code: number;
  readonly details: string;
}

function callStatusOf(error: unknown): CallStatus | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (isGrpcServiceError(inner)) return inner;
  }
  return undefined;
}

/** The time for a call was over; the SDK's own deadline lets a pause between two attempts go on beyond it. */
class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** When a call is over, whatever becomes of it. */
export interface CallEnd {
  /** Milliseconds since the epoch. */
  readonly until: number;
  /** Aborted when nobody waits for it any more. */
  readonly signal?: AbortSignal;
}

/** Makes a call that ends in time, and leaves nothing of it under way. */
export async function callUntil<Value>(
  client: Client,
  { until, signal }: CallEnd,
  call: () => Promise<Value>,
): Promise<Value> {
  // One controller for both: `AbortSignal.any` costs as much as half of a call.
  const ends = new AbortController();
  const end = (): void => ends.abort();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(new OutOfTime('The server gave no answer in time.'));
        end();
      },
      Math.max(0, until - Date.now()) + 250,
    );
  });
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([
      client.withAbortSignal(ends.signal, () => client.withDeadline(until, call)),
      over,
    ]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/** Whether the time for a call was over, however the SDK says so. */
export function isTimeout(error: unknown): boolean {
  if (error instanceof OutOfTime || error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)
    return true;
  // `cancelled` is what the SDK's deadline makes of a call that is between two attempts.
  const code = callStatusOf(error)?.code;
  return code === deadlineExceeded || code === cancelled;
}

/** Whether the server, or the way to it, was lost in the middle of a call. */
export function isAway(error: unknown): boolean {
  const status = callStatusOf(error);
  if (status === undefined) return false;
  const { code, details } = status;
  return code === unavailable || (code === internal && /RST_STREAM|without gRPC/.test(details));
}

/** Whether the server asks for patience. */
export function isExhausted(error: unknown): boolean {
  return callStatusOf(error)?.code === resourceExhausted;
}

/** Whether a run has taken all the Updates or Signals that the server allows it; the next run takes more. */
export function isUsedUp(error: unknown): boolean {
  const { code, details = '' } = callStatusOf(error) ?? {};
  return (
    (code === failedPrecondition && /total number of distinct updates/i.test(details)) ||
    (code === invalidArgument && /limit for signal events/i.test(details))
  );
}

/**
 * Whether the Workflow Task with an Update in it did not come to its end, or came to it without the Update, as when a
 * Worker dies or something else arrives while the run hands over. The conversation never heard of it.
 */
export function isTaskLost(error: unknown): boolean {
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    return cause instanceof ApplicationFailure && cause.type === 'UnprocessedUpdate';
  }
  const { code, details = '' } = callStatusOf(error) ?? {};
  return code === failedPrecondition && /workflow task (failure|in failed state)/i.test(details);
}

/** Whether no Worker answered a Query in time, or the server has seen none for a while. */
export function isUnanswered(error: unknown): boolean {
  return isTimeout(error) || isAway(error) || callStatusOf(error)?.code === failedPrecondition;
}

/**
 * The error in clear words; the conversation's own refusals are such words already.
 *
 * @param requestId - Of a request that counts once by it, and so may be sent again.
 */
export function readable(error: unknown, conversationId: string, requestId?: string): unknown {
  if (error instanceof WorkflowUpdateFailedError && error.cause) return error.cause;
  if (error instanceof WorkflowNotFoundError) return noConversation(conversationId);
  if (isTimeout(error)) return unreachable('it gave no answer in time', requestId);
  if (isAway(error)) return unreachable(callStatusOf(error)?.details ?? '', requestId);
  return error;
}
