import type { Model } from '@durable-goals/core';
import { ModelFailure, type ModelFailureType } from './model-failure.js';

/** Failures that another provider need not share. */
const othersMayAnswer: ReadonlySet<ModelFailureType> = new Set([
  'ModelRateLimited',
  'ModelUnavailable',
  'ModelTimedOut',
  'ModelAuthRefused',
  'ModelQuotaExhausted',
]);

/**
 * A model that asks several, one after the other, until one answers.
 *
 * The next one is asked when time would heal the failure, or when a key or a quota is at fault; a refused
 * request or content is refused at once. When none answers, the failure is the last one's.
 *
 * @throws `RangeError` when the list is empty.
 */
export function fallbackModel(models: readonly Model[]): Model {
  const last = models.at(-1);
  if (last === undefined) {
    throw new RangeError('A fallback list names no model. Give it at least one.');
  }
  return {
    id: models.map(({ id }) => id).join(', '),
    answeredBy: models.flatMap(({ id, answeredBy = [id] }) => answeredBy),
    async generate(request, options) {
      for (const model of models.slice(0, -1)) {
        try {
          return await model.generate(request, options);
        } catch (error) {
          options.signal.throwIfAborted();
          if (error instanceof ModelFailure && !othersMayAnswer.has(error.type)) throw error;
          // What it wrote before it failed is not the answer.
          options.onRestart?.();
        }
      }
      return last.generate(request, options);
    },
  };
}
