import type { Model, ModelResponse } from '@durable-goals/core';
import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import { embeddedErrorOf, readChatCompletion } from './chat-completion.js';
import { chatMessagesOf, chatToolsOf } from './chat-messages.js';
import { type FailureContext, modelAnswerBroken, modelFailureOf } from './model-error.js';
import { openaiClient } from './openai-client.js';
import { checkedEndpoint, type OpenaiModelOptions } from './openai-options.js';
import { providerCalls } from './provider-calls.js';
import { providerOf } from './provider-of.js';
import { embeddedFaultOf, faultOf } from './provider-fault.js';
import { readAnswer, type ReadAnswer } from './read-answer.js';
import { longestBodyBytes, readBody } from './read-body.js';
import { responseFormatOf } from './response-format.js';
import { streamingOf } from './streaming.js';

/** Half a minute less than the five minutes that an Activity has for a model call. */
export const defaultModelTimeoutMs = 270_000;

/**
 * A model behind any endpoint that speaks OpenAI's chat completions: OpenAI, a LiteLLM proxy, Ollama,
 * Gemini and many more.
 *
 * It makes one HTTP call and never repeats a failed one: Temporal does. Only a refusal of the answer's
 * format is met with a second, weaker one (a JSON Schema, then plain JSON, then no format), and the
 * format that worked is kept for the next calls; so is that an endpoint does not know `tool_choice`. It streams when somebody
 * listens to the text, unless the endpoint does not. An answer without text has the text `''`. Offered tools, it answers with
 * native calls, and keeps what the provider sent beside them.
 *
 * `generate` throws a `ModelFailure` for whatever goes wrong, and the signal's reason when it is aborted.
 *
 * @throws `ModelFailure` of type `ModelUnknown` when the base URL, the key or a number cannot be used.
 */
export function openaiModel(options: OpenaiModelOptions): Model {
  const timeoutMs = options.timeoutMs ?? defaultModelTimeoutMs;
  const id = options.id ?? options.model;
  const { baseURL, host, secrets } = checkedEndpoint(options);
  const client = openaiClient({
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
  const calls = providerCalls({ timeoutMs, faultOf, context });

  return {
    id,
    provider: providerOf(baseURL),
    generate: (request, given) =>
      calls(request, given, async ({ format, streaming, isChoiceKnown }, { signal, onText }) => {
        const body: ChatCompletionCreateParams = {
          model: options.model,
          messages: chatMessagesOf(request.messages, id),
          ...limits,
          ...chatToolsOf(request, isChoiceKnown),
          ...(request.output && responseFormatOf(request.output, format)),
          ...streamingOf(streaming),
        };
        const { chat } = await client();
        const response = await chat.completions.create(body, { signal }).asResponse();
        const read =
          onText === undefined ? await whole(response) : await readAnswer(response, onText);
        return answerOf(read, response.headers, { ...context(), asked: options.model });
      }),
  };
}

async function whole(response: Response): Promise<ReadAnswer> {
  const text = await readBody(response);
  return text === undefined
    ? { kind: 'broken', fact: `more than ${longestBodyBytes / 1024 / 1024} MB` }
    : { kind: 'text', text };
}

function answerOf(
  read: ReadAnswer,
  headers: Headers,
  context: FailureContext & { readonly asked: string },
): ModelResponse {
  if (read.kind === 'broken') throw modelAnswerBroken(read.fact, context);
  const body = read.kind === 'body' ? read.body : parsed(read.text, context);
  const error = embeddedErrorOf(body);
  if (error !== undefined) throw modelFailureOf(embeddedFaultOf(error, headers), context);
  const completion = readChatCompletion(body, { model: context.asked, id: context.model });
  if (completion === undefined) throw modelAnswerBroken('no chat completion', context);
  return completion;
}

function parsed(text: string, context: FailureContext): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const isPage = text.trimStart().startsWith('<');
    throw modelAnswerBroken(isPage ? 'a web page' : 'broken or truncated JSON', context);
  }
}

/** OpenAI's own newer models know only the newer name; everybody else knows the older one. */
function limitsOf(
  { maxTokens, temperature }: OpenaiModelOptions,
  host: string,
): Pick<ChatCompletionCreateParams, 'max_tokens' | 'max_completion_tokens' | 'temperature'> {
  const name = host === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens';
  return {
    ...(maxTokens !== undefined && { [name]: maxTokens }),
    ...(temperature !== undefined && { temperature }),
  };
}
