import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TimeoutFailure,
} from '@temporalio/common';
import { isCancellation } from '@temporalio/workflow';
import {
  toolNotOnWorker,
  toolVersionMissing,
  type ModelFailureDetail,
  type StepUsage,
} from '../agent-activities.js';
import { isJsonObject } from '../json.js';
import type { PlanFailedEvent, ToolEnding } from '../conversation/events.js';

/**
 * What the failure of a tool's Activity says about the call.
 *
 * Only these are known to have had no effect: an attempt that no Worker took, and one on a Worker
 * without the tool or with other versions of it. Everything else is `lost`, a shutdown and an untyped throw included.
 */
export function endingOf(error: unknown): ToolEnding {
  const cause = causeOf(error);
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START') {
    return { kind: 'never-started', ...(cause.cause ? { attempted: true } : {}) };
  }
  if (cause instanceof ApplicationFailure && cause.type === toolNotOnWorker) {
    return { kind: 'never-started', ...attemptedBefore(cause) };
  }
  if (cause instanceof ApplicationFailure && cause.type === toolVersionMissing) {
    return { kind: 'never-started', reason: cause.message, ...attemptedBefore(cause) };
  }
  return { kind: 'lost', reason: reasonOf(cause) };
}

/** Its details name the attempt; before a second one, a first may have run elsewhere. */
function attemptedBefore({ details }: ApplicationFailure): { readonly attempted?: true } {
  const attempt: unknown = details?.[0];
  return typeof attempt === 'number' && attempt > 1 ? { attempted: true } : {};
}

/** Why planning failed: the type, a sentence, whether time may heal it, and what it used all the same. */
export function planFailureOf(error: unknown): Omit<PlanFailedEvent, 'kind' | 'planId'> {
  const cause = causeOf(error);
  const usage = usedBefore(error);
  const used = usage === undefined ? {} : { usage };
  if (cause instanceof ApplicationFailure) {
    return {
      type: cause.type ?? 'ModelUnavailable',
      reason: cause.message,
      ...detailOf(cause),
      ...used,
    };
  }
  return { type: 'ModelTimedOut', reason: reasonOf(cause), heals: true, ...used };
}

/**
 * What the attempts of an Activity that asks a model used before it failed: told with the failure, or in the last
 * heartbeat before it was lost.
 */
export function usedBefore(error: unknown): StepUsage | undefined {
  const cause = causeOf(error);
  const told: unknown =
    cause instanceof TimeoutFailure
      ? isJsonObject(cause.lastHeartbeatDetails) && cause.lastHeartbeatDetails['spent']
      : cause instanceof ApplicationFailure && cause.details?.[0];
  const isUsage = isJsonObject(told) && typeof told['modelCalls'] === 'number';
  return isUsage ? (told as unknown as StepUsage) : undefined;
}

/** Failures of older Workers have no detail: what is not retried does not heal there. */
function detailOf({
  nonRetryable,
  details,
}: ApplicationFailure): Pick<PlanFailedEvent, 'heals' | 'retryAfterMs' | 'tooLong'> {
  const [first] = (details ?? []) as readonly (ModelFailureDetail | undefined)[];
  const { heals = nonRetryable !== true, retryAfterMs, tooLong } = first ?? {};
  return {
    heals,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(tooLong === undefined ? {} : { tooLong }),
  };
}

/** A sentence for a person about what went wrong. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof TimeoutFailure) {
    return cause.timeoutType === 'HEARTBEAT'
      ? 'The Worker that ran it stopped before it answered.'
      : 'It did not answer in time.';
  }
  if (cause instanceof CancelledFailure) return 'It was cancelled while it ran.';
  if (cause instanceof ApplicationFailure && cause.type === 'WorkerShutdown') {
    return 'The Worker that ran it was shut down before it answered.';
  }
  return cause instanceof Error ? cause.message : String(cause);
}

/** A pause that is cut short is over. */
export function unlessCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}

function causeOf(error: unknown): unknown {
  return error instanceof ActivityFailure ? (error.cause ?? error) : error;
}
