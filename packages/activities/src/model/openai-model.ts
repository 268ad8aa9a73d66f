import type { Model, ModelRequest, ModelResponse } from '@durable-goals/core';
import OpenAI from 'openai';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { embeddedErrorOf, readChatCompletion } from './chat-completion.js';
import { DeadlineExceeded, withinDeadline } from './deadline.js';
import {
  type FailureContext,
  modelAnswerBroken,
  modelFailureOf,
  modelTimedOut,
  typeOf,
} from './model-error.js';
import { ModelFailure } from './model-failure.js';
import { checkedEndpoint, type OpenaiModelOptions } from './openai-options.js';
import { embeddedFaultOf, faultOf } from './provider-fault.js';
import { longestBodyBytes, readBody } from './read-body.js';
import { dataFormats, isAboutFormat, responseFormatOf } from './response-format.js';

/** Half a minute less than the five minutes that an Activity has for a model call. */
export const defaultModelTimeoutMs = 270_000;

/**
 * A model behind any endpoint that speaks OpenAI's chat completions: OpenAI, a LiteLLM proxy, Ollama,
 * Gemini and many more.
 *
 * It makes one HTTP call and never repeats a failed one: Temporal does. Only a refusal of the answer's
 * format is met with a second, weaker one (a JSON Schema, then plain JSON, then no format), and the
 * format that worked is kept for the next calls. An answer without text has the text `''`.
 *
 * `generate` throws a `ModelFailure` for whatever goes wrong, and the signal's reason when it is aborted.
 *
 * @throws `ModelFailure` of type `ModelUnknown` when the base URL, the key or a number cannot be used.
 */
export function openaiModel(options: OpenaiModelOptions): Model {
  const timeoutMs = options.timeoutMs ?? defaultModelTimeoutMs;
  const id = options.id ?? options.model;
  const { baseURL, host, secrets } = checkedEndpoint(options);
  const client = new OpenAI({
    baseURL,
    apiKey: options.apiKey ?? 'none',
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    // A conversation is sent nowhere but to the address that was set.
    fetchOptions: { redirect: 'manual' },
    // Nothing is read from variables that the caller did not name.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    ...(options.headers && { defaultHeaders: options.headers }),
    ...(options.fetch && { fetch: options.fetch }),
  });
  const context = (): FailureContext => ({ model: id, host, secrets, now: Date.now() });
  const limits = limitsOf(options, host);
  let weakest = 0;

  async function answer(request: ModelRequest, signal: AbortSignal): Promise<ModelResponse> {
    for (let level = weakest; ; level += 1) {
      const format = dataFormats[level] ?? 'none';
      const body: ChatCompletionCreateParamsNonStreaming = {
        model: options.model,
        messages: request.messages.map(({ role, content }) => ({ role, content })),
        ...limits,
        ...(request.output && responseFormatOf(request.output, format)),
      };
      try {
        const response = await client.chat.completions.create(body, { signal }).asResponse();
        return await answerOf(response, options.model, context());
      } catch (error) {
        if (error instanceof ModelFailure || signal.aborted) throw error;
        const fault = faultOf(error);
        const other = request.output !== undefined && format !== 'none';
        const refused = fault.status === 400 || fault.status === 422;
        const formatRefused = other && refused && typeOf(fault) === 'ModelRequestRefused';
        if (!formatRefused || !isAboutFormat(`${fault.code} ${fault.text}`))
          throw modelFailureOf(fault, context());
        weakest = Math.max(weakest, level + 1);
      }
    }
  }

  return {
    id,
    async generate(request, { signal }) {
      try {
        return await withinDeadline(timeoutMs, signal, (both) => answer(request, both));
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof DeadlineExceeded) throw modelTimedOut(timeoutMs, context());
        throw error;
      }
    },
  };
}

async function answerOf(
  response: Response,
  model: string,
  context: FailureContext,
): Promise<ModelResponse> {
  const text = await readBody(response);
  if (text === undefined) {
    throw modelAnswerBroken(`more than ${longestBodyBytes / 1024 / 1024} MB`, context);
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const isPage = text.trimStart().startsWith('<');
    throw modelAnswerBroken(isPage ? 'a web page' : 'broken or truncated JSON', context);
  }
  const error = embeddedErrorOf(body);
  if (error !== undefined) throw modelFailureOf(embeddedFaultOf(error, response.headers), context);
  const completion = readChatCompletion(body, model);
  if (completion === undefined) throw modelAnswerBroken('no chat completion', context);
  return completion;
}

/** OpenAI's own newer models know only the newer name; everybody else knows the older one. */
function limitsOf(
  { maxTokens, temperature }: OpenaiModelOptions,
  host: string,
): Pick<
  ChatCompletionCreateParamsNonStreaming,
  'max_tokens' | 'max_completion_tokens' | 'temperature'
> {
  const name = host === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens';
  return {
    ...(maxTokens !== undefined && { [name]: maxTokens }),
    ...(temperature !== undefined && { temperature }),
  };
}
