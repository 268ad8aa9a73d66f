import { cancellationSignal, log } from '@temporalio/activity';
import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import type { Model, ModelRequest, ModelResponse, StepUsage } from '@durable-goals/core';
import { ModelFailure } from '../model/model-failure.js';
import { redact } from '../model/redact.js';
import type { PlanningDependencies } from './planning-dependencies.js';

/** The longest wait that a provider may ask for within one step; after it, the call is tried again. */
const maxRetryDelayMs = 300_000;

/** A model, and what its calls used so far. */
export interface ModelCaller {
  readonly id: string;
  call(request: ModelRequest, signal: AbortSignal): Promise<ModelResponse>;
  usage(): StepUsage;
}

/**
 * Finds the model that a request names, or the Worker's own.
 *
 * @param spent - What earlier attempts used already.
 * @throws `ModelFailure` of type `ModelUnknown` when this Worker has no such model.
 */
export function modelCaller(
  models: PlanningDependencies['models'],
  id: string | undefined,
  spent: StepUsage = noUsage,
): ModelCaller {
  const model = id === undefined ? models.default : models.byId(id);
  if (model === undefined) {
    throw new ModelFailure(
      'ModelUnknown',
      `This Worker has no model '${id}'; its own is '${models.default.id}'. Choose that one, or register the other.`,
    );
  }
  let used = spent;
  return {
    id: model.id,
    usage: () => used,
    async call(request, signal) {
      signal.throwIfAborted();
      const response = await untilAborted(generate(model, request, signal), signal);
      used = added(used, response);
      return response;
    },
  };
}

/** Nothing used. */
export const noUsage: StepUsage = {
  modelCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
};

/**
 * Does the work of an Activity that asks a model, and turns whatever it throws into a failure that
 * Temporal understands: type, words, whether and when to try again, and nothing else. A cancellation
 * stays one.
 */
export async function reportingFailures<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw failureOf(error, cancellationSignal());
  }
}

function failureOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof TemporalFailure) return error;
  if (error instanceof ModelFailure) {
    const { type, message, retryable, retryAfterMs } = error;
    return ApplicationFailure.create({
      type,
      message,
      nonRetryable: !retryable,
      ...(retryable && retryAfterMs !== undefined
        ? { nextRetryDelay: Math.min(Math.max(0, retryAfterMs), maxRetryDelayMs) }
        : {}),
    });
  }
  // An error of unknown make may hold a key or a whole page, so only its name leaves the Worker.
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  log.warn('Planning failed in a way that is not known', { name, reason: redact(message, []) });
  return ApplicationFailure.retryable(
    `The step was not planned: it ended with an error named '${name}'. It is tried again; the Worker's log has the reason.`,
    'ModelUnavailable',
  );
}

async function generate(
  model: Model,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<ModelResponse> {
  return model.generate(request, { signal });
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

function added(used: StepUsage, { usage }: ModelResponse): StepUsage {
  return {
    modelCalls: used.modelCalls + 1,
    inputTokens: used.inputTokens + usage.inputTokens,
    outputTokens: used.outputTokens + usage.outputTokens,
    cachedInputTokens: used.cachedInputTokens + (usage.cachedInputTokens ?? 0),
  };
}
