import type {
  Model,
  ModelCallOptions,
  ModelPurpose,
  ModelRequest,
  ModelResponse,
} from '@durable-goals/core';
import { MockActivityEnvironment } from '@temporalio/testing';
import { priceList, type ModelPrices } from '../../src/planning/prices.js';
import type { PlanningDependencies } from '../../src/planning/planning-dependencies.js';

/** One answer: its text, the response in part, a failure, or what makes a response. */
export type Answer =
  | string
  | Partial<ModelResponse>
  | Error
  | ((request: ModelRequest, options: ModelCallOptions) => Promise<ModelResponse>);

export interface ScriptedModel extends Model {
  readonly requests: readonly ModelRequest[];
  /** What has been asked for one purpose. */
  asked(purpose: ModelPurpose): readonly ModelRequest[];
}

/** A model that gives the answers of each purpose in turn, 10 tokens in and 5 out, and then fails. */
export function scripted(
  answers: Partial<Record<ModelPurpose, readonly Answer[]>>,
  id = 'scripted',
): ScriptedModel {
  const requests: ModelRequest[] = [];
  const asked = (purpose: ModelPurpose) => requests.filter((one) => one.purpose === purpose);
  return {
    id,
    requests,
    asked,
    async generate(request, options) {
      requests.push(request);
      const answer = answers[request.purpose]?.[asked(request.purpose).length - 1];
      if (answer === undefined)
        throw new Error(`No answer is scripted for this '${request.purpose}'.`);
      if (answer instanceof Error) throw answer;
      if (typeof answer === 'function') return answer(request, options);
      return { ...response(''), ...(typeof answer === 'string' ? { text: answer } : answer) };
    },
  };
}

export function response(text: string): ModelResponse {
  return {
    text,
    finish: 'stop',
    model: 'scripted-1',
    usage: { inputTokens: 10, outputTokens: 5, cachedInputTokens: 2 },
  };
}

/** Answers only once the call is aborted, and then with that. */
export function untilAborted(
  _: ModelRequest,
  { signal }: ModelCallOptions,
): Promise<ModelResponse> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A next step as a model would write it. */
export function step(changes: Record<string, unknown>): string {
  return JSON.stringify({
    response: 'Well?',
    next: 'question',
    tool: null,
    input: null,
    ...changes,
  });
}

export function dependencies(
  registry: PlanningDependencies['registry'],
  model: Model,
  prices: ModelPrices = {},
): PlanningDependencies {
  return {
    registry,
    models: { default: model, byId: (id) => (id === model.id ? model : undefined) },
    prices: priceList(prices),
    showConfirm: () => true,
    now: () => Date.parse('2026-03-01T20:00:00Z'),
  };
}

/** An Activity's surroundings without the Worker's log on the screen. */
export function environment(
  info: ConstructorParameters<typeof MockActivityEnvironment>[0] = {},
): MockActivityEnvironment {
  const silent = () => undefined;
  const logger = {
    log: silent,
    trace: silent,
    debug: silent,
    info: silent,
    warn: silent,
    error: silent,
  };
  return new MockActivityEnvironment(info, { logger });
}

/** Runs an Activity in its surroundings, keeping the type of what it returns. */
export function within<Result>(
  place: MockActivityEnvironment,
  activity: () => Promise<Result>,
): Promise<Result> {
  return place.run<[], Result, () => Promise<Result>>(activity);
}
