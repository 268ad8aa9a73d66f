import type { Model, ModelRequest } from '@durable-goals/core';
import { planStep } from './plan-step.js';
import { judge } from './relevance.js';
import { summarize } from './summarize.js';

/**
 * A model that is no language model: it fills the arguments of a goal's tools from what is said and
 * from earlier results, in the tools' order.
 *
 * It needs no network, no key and no weights, works for any goal, and answers the same situation
 * the same way every time. It reads `request.situation` and leaves `request.messages` alone.
 */
export function offlineModel(): Model {
  return {
    id: 'offline',
    generate: async (request) => ({
      text: answer(request),
      finish: 'stop',
      usage: { inputTokens: 0, outputTokens: 0 },
      model: 'offline',
    }),
  };
}

function answer({ purpose, situation }: ModelRequest): string {
  switch (purpose) {
    case 'plan':
      return JSON.stringify(planStep(situation));
    case 'validate':
      return JSON.stringify(judge(situation));
    case 'summarize':
      return summarize(situation);
  }
}
