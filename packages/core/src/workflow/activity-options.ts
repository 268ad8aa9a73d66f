import {
  ActivityCancellationType,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';
import type { ModelTiming, ToolSpec } from '../goal-spec.js';

/** A registry look-up: in memory, but a Worker may die with it; a wrong id is not tried again. */
export const lookUpOptions: ActivityOptions = {
  startToCloseTimeout: 10_000,
  retry: { initialInterval: 200, maximumInterval: 5_000, maximumAttempts: 20 },
};

/** The same in conversations that began by older rules. */
export const localLookUpOptions: LocalActivityOptions = {
  startToCloseTimeout: 10_000,
  retry: { maximumAttempts: 3, initialInterval: 200 },
};

/** Writing to the store: it is patient itself, for seconds, and never fails. */
export const recordOptions: ActivityOptions & LocalActivityOptions = {
  startToCloseTimeout: 8_000,
  retry: { maximumAttempts: 2, initialInterval: 200 },
};

/** A model call: retried here and nowhere else, and dropped at once when the conversation ends. */
export function modelOptions(timing: ModelTiming): ActivityOptions {
  return {
    startToCloseTimeout: timing.startToCloseMs,
    heartbeatTimeout: timing.heartbeatMs,
    retry: {
      initialInterval: timing.retryIntervalMs,
      backoffCoefficient: 2,
      maximumInterval: timing.maxRetryIntervalMs,
      maximumAttempts: timing.maxAttempts,
    },
    cancellationType: ActivityCancellationType.TRY_CANCEL,
  };
}

/** Checking an edited input: user code in memory, but user code. */
export const checkInputOptions: ActivityOptions = {
  startToCloseTimeout: 30_000,
  retry: { initialInterval: 1_000, maximumAttempts: 5 },
};

/** A tool call: an `unsafe` one is attempted once, whatever its definition says. */
export function toolOptions({
  effect,
  timing,
}: Pick<ToolSpec, 'effect' | 'timing'>): ActivityOptions {
  const { maxAttempts } = timing;
  return {
    startToCloseTimeout: timing.startToCloseMs,
    scheduleToCloseTimeout: timing.scheduleToCloseMs,
    heartbeatTimeout: timing.heartbeatMs,
    retry: {
      initialInterval: timing.retryIntervalMs,
      backoffCoefficient: 1,
      ...(effect === 'unsafe'
        ? { maximumAttempts: 1 }
        : maxAttempts === undefined
          ? {}
          : { maximumAttempts: maxAttempts }),
    },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  };
}

/** A hook that tells people: user code that may be down for a while, and that nothing waits for. */
export const notifyOptions: ActivityOptions = {
  startToCloseTimeout: 30_000,
  retry: { initialInterval: 1_000, backoffCoefficient: 4, maximumAttempts: 5 },
};
