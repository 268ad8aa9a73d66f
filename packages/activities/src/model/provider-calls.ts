import type { ModelCallOptions, ModelRequest, ModelResponse } from '@durable-goals/core';
import { isAboutToolChoice } from './chat-messages.js';
import { DeadlineExceeded, withinDeadline } from './deadline.js';
import { type FailureContext, modelFailureOf, modelTimedOut, typeOf } from './model-error.js';
import { ModelFailure } from './model-failure.js';
import type { ProviderFault } from './provider-fault.js';
import { type DataFormat, dataFormats, isAboutFormat } from './response-format.js';
import { type Streaming, weakerStreaming } from './streaming.js';

/** How an answer is asked for: without what the provider was found not to know. */
export interface Asking {
  /** The format of data, where data is asked for. */
  readonly format: DataFormat;
  /** `none` also where nobody listens. */
  readonly streaming: Streaming;
  readonly isChoiceKnown: boolean;
}

/** One call to a provider. It throws a `ModelFailure`, or an error that `faultOf` reads. */
type Attempt = (asking: Asking, options: ModelCallOptions) => Promise<ModelResponse>;

export interface ProviderCallsOptions {
  /** The longest that one answer may take in all, in milliseconds. */
  readonly timeoutMs: number;
  readonly faultOf: (error: unknown) => ProviderFault;
  /** Whose failure one is, now. */
  readonly context: (error?: unknown) => FailureContext;
}

/** Calls a provider within its time; see `providerCalls`. */
export type ProviderCall = (
  request: ModelRequest,
  options: ModelCallOptions,
  attempt: Attempt,
) => Promise<ModelResponse>;

/**
 * What all calls to one provider have in common: a deadline, failures in words, and weaker ways to ask.
 *
 * No failed call is repeated: Temporal does that. Only a refusal of the answer's format, of `tool_choice` or of streaming is met
 * with a call without it, and what the provider was found not to know is left out from then on.
 *
 * The returned function throws a `ModelFailure` for whatever goes wrong, and the signal's reason when it is aborted.
 */
export function providerCalls({ timeoutMs, faultOf, context }: ProviderCallsOptions): ProviderCall {
  let weakest = 0;
  let streaming: Streaming = 'with-usage';
  let isChoiceKnown = true;

  async function answer(
    request: ModelRequest,
    options: ModelCallOptions,
    attempt: Attempt,
  ): Promise<ModelResponse> {
    for (let level = weakest; ;) {
      const format = dataFormats[level] ?? 'none';
      const asked = options.onText === undefined ? 'none' : streaming;
      try {
        return await attempt({ format, streaming: asked, isChoiceKnown }, options);
      } catch (error) {
        if (error instanceof ModelFailure || options.signal.aborted) throw error;
        const fault = faultOf(error);
        const refused = fault.status === 400 || fault.status === 422;
        const isRefused = refused && typeOf(fault) === 'ModelRequestRefused';
        const words = `${fault.code} ${fault.text}`;
        const chose = request.toolChoice !== undefined && isChoiceKnown;
        if (chose && refused && isAboutToolChoice(words)) {
          isChoiceKnown = false;
          continue;
        }
        const weaker = isRefused ? weakerStreaming(asked, words) : undefined;
        if (weaker !== undefined) {
          streaming = weaker;
          continue;
        }
        const other = request.output !== undefined && format !== 'none';
        if (!isRefused || !other || !isAboutFormat(words)) {
          throw modelFailureOf(fault, context(error));
        }
        level += 1;
        weakest = Math.max(weakest, level);
      }
    }
  }

  return async (request, options, attempt) => {
    const { signal } = options;
    try {
      return await withinDeadline(timeoutMs, signal, (both) =>
        answer(request, { ...options, signal: both }, attempt),
      );
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof DeadlineExceeded) throw modelTimedOut(timeoutMs, context());
      throw error;
    }
  };
}
