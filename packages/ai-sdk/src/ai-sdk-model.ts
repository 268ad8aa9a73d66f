import type {
  LanguageModelV2,
  LanguageModelV3,
  LanguageModelV4,
  LanguageModelV4CallOptions,
} from '@ai-sdk/provider';
import type { JsonObject, Model } from '@durable-goals/core';
import {
  defaultModelTimeoutMs,
  modelAnswerBroken,
  ModelFailure,
  providerCalls,
  type FailureContext,
} from '@durable-goals/activities/model-parts';
import { answerOf, type SdkAnswer } from './answer.js';
import { formOf, promptOf } from './prompt.js';
import { providerName } from './provider-name.js';
import { BrokenAnswer, brokenFactOf, faultOf, hostOf } from './sdk-fault.js';
import { readStream } from './streamed-content.js';

/** A language model of the AI SDK, as providers make it: what `ai` version 7 takes, but for plain names. */
export type AiSdkLanguageModel = LanguageModelV4 | LanguageModelV3 | LanguageModelV2;

/** How a model of the AI SDK is asked. */
export interface AiSdkModelOptions {
  /**
   * How the model is named in messages, logs, prices and `setModel`.
   *
   * @defaultValue Provider and model, such as `openai/gpt-5-mini`.
   */
  readonly id?: string;
  /**
   * The longest that one answer may take in all.
   *
   * @defaultValue 270,000: half a minute less than the Activity's five minutes.
   */
  readonly timeoutMs?: number;
  /** The longest answer, in tokens. @defaultValue The provider's. */
  readonly maxTokens?: number;
  /** @defaultValue The provider's: some models refuse any other. */
  readonly temperature?: number;
  /** How much it thinks; for models of the specification's version 4. @defaultValue The provider's. */
  readonly reasoning?: NonNullable<LanguageModelV4CallOptions['reasoning']>;
  /** Options that only the provider knows, by its name. */
  readonly providerOptions?: Readonly<Record<string, JsonObject>>;
  /** Sent with each call; their values are kept out of messages. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What must not show in a message, beside what looks like a key. The Worker's own secrets never do. */
  readonly secrets?: readonly string[];
}

/**
 * Schemas of tools have optional and open members, which strict ones may not have. What comes back is checked anyway.
 * Providers ignore options under others' names.
 */
const notStrict = Object.fromEntries(
  ['openai', 'azure', 'openaiCompatible', 'groq'].map((name) => [
    name,
    { strictJsonSchema: false },
  ]),
);

/**
 * A model of the AI SDK: of any of its providers, for both planners.
 *
 * It makes one call and never repeats a failed one: Temporal does. What weaker forms it falls back to is the same as with
 * `openaiModel`. It streams when somebody listens to the text. Reasoning, signatures and whatever else a provider wants to
 * have back is kept, and sent back to this model as it was.
 *
 * `generate` throws a `ModelFailure` for whatever goes wrong, and the signal's reason when it is aborted.
 *
 * @throws `ModelFailure` of type `ModelUnknown` when it is no model that can be asked, or a number cannot be used.
 */
export function aiSdkModel(
  languageModel: AiSdkLanguageModel,
  options: AiSdkModelOptions = {},
): Model {
  const model = checked(languageModel, options);
  const [provider = ''] = model.provider.split('.');
  const {
    id = `${provider}/${model.modelId}`,
    timeoutMs = defaultModelTimeoutMs,
    headers = {},
  } = options;
  const secrets = [...(options.secrets ?? []), ...Object.values(headers)];
  const context = (error?: unknown): FailureContext => ({
    model: id,
    host: hostOf(error) ?? model.provider,
    secrets,
    now: Date.now(),
    setIn: 'code',
  });
  const calls = providerCalls({ timeoutMs, faultOf, context });
  const settings: Omit<LanguageModelV4CallOptions, 'prompt'> = {
    headers,
    providerOptions: merged(notStrict, options.providerOptions ?? {}),
    ...(options.maxTokens !== undefined && { maxOutputTokens: options.maxTokens }),
    ...(options.temperature !== undefined && { temperature: options.temperature }),
    ...(options.reasoning !== undefined && { reasoning: options.reasoning }),
  };

  return {
    id,
    provider: { name: providerName(model.provider) },
    generate: (request, given) =>
      calls(request, given, async (asking, { signal, onText }) => {
        const asked: LanguageModelV4CallOptions = {
          ...settings,
          ...formOf(request, asking),
          prompt: promptOf(request.messages, id),
          abortSignal: signal,
        };
        try {
          const isHeard = onText !== undefined && asking.streaming !== 'none';
          return answerOf(
            isHeard ? await streamed(model, asked, onText) : await whole(model, asked),
            id,
          );
        } catch (error) {
          const fact = brokenFactOf(error);
          throw fact === undefined ? error : modelAnswerBroken(fact, context(error));
        }
      }),
  };
}

async function whole(
  model: LanguageModelV4,
  asked: LanguageModelV4CallOptions,
): Promise<SdkAnswer> {
  const { content, finishReason, usage, response } = await model.doGenerate(asked);
  const named = response?.modelId ?? '';
  return {
    content,
    finishReason,
    usage,
    model: named === '' ? model.modelId : named,
    body: response?.body,
  };
}

async function streamed(
  model: LanguageModelV4,
  asked: LanguageModelV4CallOptions,
  onText: (piece: string) => void,
): Promise<SdkAnswer> {
  const { stream } = await model.doStream(asked);
  const read = await readStream(stream, onText);
  if (read.error !== undefined) throw read.error;
  const { content, finish, modelId = '' } = read;
  if (finish === undefined) throw new BrokenAnswer('a stream that broke off');
  const { finishReason, usage } = finish;
  if (content.length === 0 && saysNothing(finish)) throw new BrokenAnswer('an empty stream');
  return { content, finishReason, usage, model: modelId === '' ? model.modelId : modelId };
}

/** Whether nothing was counted either: so a gateway passes on that what it got was no stream. */
function saysNothing({ finishReason, usage }: Pick<SdkAnswer, 'finishReason' | 'usage'>): boolean {
  const { finish, usage: tokens } = answerOf({ content: [], finishReason, usage, model: '' }, '');
  return finish === 'stop' && tokens.outputTokens === 0;
}

/** A name without a provider, and a later specification, are found out here: JavaScript does not check. */
function checked(
  model: AiSdkLanguageModel,
  { id, timeoutMs = 1 }: AiSdkModelOptions,
): LanguageModelV4 {
  const refuse = (fact: string): never => {
    const named: unknown = id ?? (typeof model === 'string' ? model : model.modelId);
    throw new ModelFailure('ModelUnknown', `Model '${String(named)}' ${fact}`);
  };
  if (typeof model.doGenerate !== 'function') {
    return refuse(
      "is no language model of the AI SDK. Give it what a provider makes, such as openai('gpt-5-mini').",
    );
  }
  if (!['v2', 'v3', 'v4'].includes(model.specificationVersion)) {
    return refuse(
      `follows the AI SDK's specification '${model.specificationVersion}', and 'v2' to 'v4' are known. Use a version of its provider that follows one of these.`,
    );
  }
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs >= 2 ** 31) {
    return refuse(`has a timeoutMs of ${timeoutMs}. Give it whole milliseconds, at least 1.`);
  }
  // What the older versions do otherwise is not asked for, and is read as either.
  return model as LanguageModelV4;
}

function merged(
  defaults: Readonly<Record<string, JsonObject>>,
  given: Readonly<Record<string, JsonObject>>,
): Record<string, JsonObject> {
  const names = Object.keys({ ...defaults, ...given });
  return Object.fromEntries(names.map((name) => [name, { ...defaults[name], ...given[name] }]));
}
