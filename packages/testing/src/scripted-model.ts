import { ModelFailure } from '@durable-goals/activities';
import {
  stepAnswer,
  type Json,
  type JsonObject,
  type Model,
  type ModelCallOptions,
  type ModelRequest,
  type ModelResponse,
  type StepWithOutput,
} from '@durable-goals/core';
import { setTimeout as sleep } from 'node:timers/promises';

/** One planned step of a scripted model. */
export type ScriptedStep =
  /** Says something and waits for the person. */
  | { readonly say: string; readonly input?: JsonObject; readonly tool?: string }
  /** Calls a tool. */
  | { readonly call: string; readonly input: JsonObject; readonly say?: string }
  /** Calls several tools at once, which run side by side. */
  | { readonly calls: readonly ScriptedCall[]; readonly say?: string }
  /** Says goodbye, with the result where the goal gives one: it is reached. */
  | { readonly done: string; readonly output?: JsonObject }
  /** Answers with exactly this text, well-formed or not. */
  | { readonly raw: string; readonly finish?: ModelResponse['finish'] }
  /** Fails, as a provider would. */
  | { readonly fail: Error }
  /** Decides when asked. Who watches hears what it gives to `onText`, and then the step. */
  | ((request: ModelRequest, options: ModelCallOptions) => ScriptedStep | Promise<ScriptedStep>);

/** One of several calls of a step. */
export interface ScriptedCall {
  readonly tool: string;
  readonly input: JsonObject;
}

/** How a scripted model does what is not planning. */
export interface ScriptOptions {
  /** Why a message does not belong to the conversation; `undefined` when it does. @defaultValue all belong */
  readonly refuses?: (message: string) => string | undefined;
  /** @defaultValue a sentence that counts the messages */
  readonly summary?: string;
  /** @defaultValue 'scripted' */
  readonly id?: string;
  /** How long each word of a plan takes where it is watched as it is written, in milliseconds. @defaultValue 0 */
  readonly msPerWord?: number;
}

/** A model that plays a script, and remembers what it was asked. */
export interface ScriptedModel extends Model {
  /** Every request so far, oldest first. */
  readonly requests: readonly ModelRequest[];
  /** How many steps of the script are left. */
  readonly stepsLeft: number;
}

/**
 * A model that plans the steps of a script, one after the other.
 *
 * A message that it `refuses` uses up no step. Asked beyond its end, it fails for good, and the conversation
 * waits for a model with a sentence that shows what was asked.
 */
export function scriptedModel(
  script: readonly ScriptedStep[],
  { refuses = () => undefined, summary, id = 'scripted', msPerWord = 0 }: ScriptOptions = {},
): ScriptedModel {
  for (const [index, step] of script.entries()) checkStep(step, index);
  const requests: ModelRequest[] = [];
  let next = 0;

  async function plan(request: ModelRequest, options: ModelCallOptions): Promise<ModelResponse> {
    const { trigger, repair } = request.situation;
    if (trigger.kind === 'message' && refuses(trigger.text) !== undefined) {
      return planned({ response: 'Not read.', next: 'question' }, request);
    }
    let step = script[next];
    next += 1;
    if (step === undefined) {
      throw new ModelFailure(
        'ModelAnswerUnusable',
        `The script of model '${id}' has ${script.length} steps and was asked for one more, on ${JSON.stringify(trigger)}${repair ? ` (${repair.problem})` : ''}. Add a step.`,
      );
    }
    while (typeof step === 'function') step = await step(request, options);
    if ('fail' in step) throw step.fail;
    if ('raw' in step) return { ...text(step.raw), finish: step.finish ?? 'stop' };
    return planned(nextStep(step), request);
  }

  function planned(value: StepWithOutput, request: ModelRequest): ModelResponse {
    return { ...text(''), ...stepAnswer(value, request) };
  }

  function answer(value: Json): ModelResponse {
    return text(JSON.stringify(value));
  }

  function text(content: string): ModelResponse {
    const usage = { inputTokens: 10, outputTokens: 5 };
    return { text: content, finish: 'stop', usage, model: id };
  }

  /** Writes it piece by piece, where somebody hears it. */
  async function written(
    response: ModelResponse,
    { signal, onText }: ModelCallOptions,
  ): Promise<ModelResponse> {
    for (const word of onText === undefined ? [] : (response.text.match(/\S*\s*/g) ?? [])) {
      if (msPerWord > 0) await sleep(msPerWord, undefined, { signal });
      onText?.(word);
    }
    return response;
  }

  return {
    id,
    requests,
    get stepsLeft() {
      return Math.max(0, script.length - next);
    },
    async generate(request, options) {
      const { signal } = options;
      signal.throwIfAborted();
      requests.push(request);
      const { trigger, transcript } = request.situation;
      switch (request.purpose) {
        case 'plan':
          return await written(await plan(request, options), options);
        case 'validate': {
          const reason = trigger.kind === 'message' ? refuses(trigger.text) : undefined;
          return answer(reason === undefined ? { valid: true } : { valid: false, reason });
        }
        case 'summarize':
          return text(
            summary ?? `So far there were ${transcript.length} messages. Nothing was decided.`,
          );
      }
    },
  };
}

/** @throws `TypeError` that names the step, when a test that is not type-checked wrote another one. */
function checkStep(step: ScriptedStep, index: number): void {
  const kinds = ['say', 'call', 'calls', 'done', 'raw', 'fail'];
  if (typeof step === 'function' || kinds.some((kind) => kind in step)) return;
  throw new TypeError(
    `Step ${index + 1} of the script, ${JSON.stringify(step)}, has none of ${kinds.join(', ')}. Give it one.`,
  );
}

function nextStep(
  step: Exclude<ScriptedStep, { raw: string } | { fail: Error } | ((...given: never) => unknown)>,
): StepWithOutput {
  if ('done' in step) {
    const { output } = step;
    return { response: step.done, next: 'done', ...(output === undefined ? {} : { output }) };
  }
  if ('call' in step) {
    const { call: tool, input, say = `I would like to run ${step.call}.` } = step;
    return { response: say, next: 'confirm', tool, input };
  }
  if ('calls' in step) {
    const { calls, say = `I would like to run ${calls.map(({ tool }) => tool).join(', ')}.` } =
      step;
    return { response: say, next: 'confirm', calls: calls.map((call) => ({ ...call })) };
  }
  const { say, tool, input } = step;
  return {
    response: say,
    next: 'question',
    ...(tool === undefined ? {} : { tool }),
    ...(input === undefined ? {} : { input }),
  };
}
