import type { ModelTiming } from './goal-spec.js';

/** How long and how often a model is tried where the goal does not say. */
export const defaultModelTiming: ModelTiming = {
  startToCloseMs: 300_000,
  heartbeatMs: 10_000,
  retryIntervalMs: 2_000,
  maxRetryIntervalMs: 120_000,
  maxAttempts: 4,
};
