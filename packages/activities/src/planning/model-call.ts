import { cancellationSignal, log } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import type {
  Model,
  ModelCallOptions,
  ModelFailureDetail,
  ModelRequest,
  ModelResponse,
  StepUsage,
} from '@durable-goals/core';
import type { Listener } from '../live/live-words.js';
import type { Spending } from './spending.js';
import { ModelFailure } from '../model/model-failure.js';
import { redact } from '../model/redact.js';
import { observed } from '../observing/observed.js';
import type { ModelWatch } from '../observing/watched-model.js';
import { longestRetryDelayMs } from '../model/retry-delay.js';
import type { PlanningDependencies } from './planning-dependencies.js';

/** The longest wait within one step; for a longer one the conversation waits, and says until when. */
const longestHiddenWaitMs = 10_000;

/** A model, and what its calls used so far. */
export interface ModelCaller {
  readonly id: string;
  /**
   * @param listener - Hears the answer while it is written.
   * @throws `BudgetSpent` when no call is left.
   */
  call(request: ModelRequest, signal: AbortSignal, listener?: Listener): Promise<ModelResponse>;
  usage(): StepUsage;
}

/** The models to ask, and how their calls are watched. */
export interface AskedModels extends Pick<PlanningDependencies, 'models'> {
  readonly watch: ModelWatch;
}

/**
 * Finds the model that a request names, or the Worker's own.
 *
 * @param spending - Where its calls are counted.
 * @throws `ModelFailure` of type `ModelUnknown` when this Worker has no such model.
 */
export function modelCaller(
  { models, watch }: AskedModels,
  id: string | undefined,
  spending: Spending,
): ModelCaller {
  const model = id === undefined ? models.default : models.byId(id);
  if (model === undefined) {
    throw new ModelFailure(
      'ModelUnknown',
      `This Worker has no model '${id}'; its own is '${models.default.id}'. Choose that one, with setModel or /model, or register the other.`,
    );
  }
  return {
    id: model.id,
    usage: () => spending.usage(),
    async call(request, signal, listener = {}) {
      signal.throwIfAborted();
      const reservation = await untilAborted(spending.reserve(model, request), signal);
      try {
        const isStreamed = listener.onText !== undefined;
        const response = await observed(
          () => untilAborted(generate(model, request, { ...listener, signal }), signal),
          watch({ model, request, isStreamed }),
        );
        reservation.answered(response);
        return response;
      } catch (error) {
        if (!signal.aborted && wasTurnedAway(error)) reservation.turnedAway();
        else reservation.lost();
        throw error;
      }
    },
  };
}

/** Whether the provider said no; after a time-out, or an error of unknown make, it may have worked all the same. */
function wasTurnedAway(error: unknown): boolean {
  return error instanceof ModelFailure && error.type !== 'ModelTimedOut';
}

/** Where the work of an Activity says what its model calls used, for the case that it fails. */
export interface Used {
  usage?: () => StepUsage;
}

/**
 * Does the work of an Activity that asks a model, and turns whatever it throws into a failure that
 * Temporal understands: type, words, whether and when to try again, and nothing else. A cancellation
 * stays one.
 */
export async function reportingFailures<Result>(
  work: (used: Used) => Promise<Result>,
): Promise<Result> {
  const used: Used = {};
  try {
    return await work(used);
  } catch (error) {
    const usage = used.usage?.();
    throw failureOf(error, cancellationSignal(), usage?.modelCalls === 0 ? undefined : usage);
  }
}

function failureOf(error: unknown, signal: AbortSignal, usage: StepUsage | undefined): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof TemporalFailure) return error;
  if (error instanceof ModelFailure) {
    return modelFailure(error, usage);
  }
  // An error of unknown make may hold a key or a whole page, so only its name leaves the Worker.
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  log.warn('Planning failed in a way that is not known', { name, reason: redact(message, []) });
  return ApplicationFailure.create({
    type: 'ModelUnavailable',
    message: `The step was not planned: it ended with an error named '${name}'. It is tried again; the Worker's log has the reason.`,
    ...(usage === undefined ? {} : { details: [usage] }),
  });
}

/**
 * A failure that a short wait may heal is tried again here. One that takes minutes is handed to the
 * conversation at once, so that whoever looks at it sees why nothing goes on, and until when.
 */
function modelFailure(
  { type, message, retryable, retryAfterMs }: ModelFailure,
  usage: StepUsage | undefined,
): ApplicationFailure {
  const waitMs = Math.min(Math.max(0, retryAfterMs ?? 0), longestRetryDelayMs);
  const detail: ModelFailureDetail = {
    ...usage,
    heals: retryable,
    ...(retryable && waitMs > 0 ? { retryAfterMs: waitMs } : {}),
    ...(type === 'ModelContextTooLong' ? { tooLong: true } : {}),
  };
  const isShort = type !== 'ModelTimedOut' && waitMs <= longestHiddenWaitMs;
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: !retryable || !isShort,
    details: [detail],
    ...(retryable && retryAfterMs !== undefined && isShort ? { nextRetryDelay: waitMs } : {}),
  });
}

async function generate(
  model: Model,
  request: ModelRequest,
  options: ModelCallOptions,
): Promise<ModelResponse> {
  return model.generate(request, options);
}

/** A model that does not heed its signal must not hold the Activity up. */
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
