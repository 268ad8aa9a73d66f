import type { LanguageModelV4Content } from '@ai-sdk/provider';
import type { ModelResponse, ModelUsage } from '@durable-goals/core';
import { boundedAnswer, embeddedErrorOf, finishOf } from '@durable-goals/activities/model-parts';
import { callsOf, textOf } from './content.js';
import { BrokenAnswer } from './sdk-fault.js';

/** What a model of the SDK answered, of any version of its specification. */
export interface SdkAnswer {
  readonly content: readonly LanguageModelV4Content[];
  /** Words in version 2; from version 3 on with the provider's own word beside it. */
  readonly finishReason: unknown;
  /** Numbers in version 2, numbers by kind from version 3 on. */
  readonly usage: unknown;
  /** The model that answered, as the provider names it. */
  readonly model: string;
  /** The body of the answer, where the SDK passes it on. */
  readonly body?: unknown;
}

/**
 * An answer as planners read it.
 *
 * @param id - What its raw form is kept under.
 * @throws `BrokenAnswer`, or the error that a gateway put into the answer.
 */
export function answerOf(
  { content, finishReason, usage, model, body }: SdkAnswer,
  id: string,
): ModelResponse {
  const { unified, raw } = reasonOf(finishReason);
  if (unified === 'error' || raw === 'error') {
    throw embeddedErrorOf(body) ?? new BrokenAnswer('an error in place of an answer');
  }
  if (unified === 'interrupted') throw new BrokenAnswer('an answer that broke off');
  const text = textOf(content);
  return {
    ...boundedAnswer(text, finish(unified, raw, text)),
    ...callsOf(content, id),
    usage: usageOf(usage),
    model,
  };
}

function reasonOf(reason: unknown): { readonly unified: unknown; readonly raw: unknown } {
  const { unified, raw } = recordOf(reason);
  return unified === undefined ? { unified: reason, raw: undefined } : { unified, raw };
}

/** The SDK says of refused content and of a refusal the same: who refuses in words was not filtered. */
function finish(unified: unknown, raw: unknown, text: string): ModelResponse['finish'] {
  if (unified === 'length') return 'length';
  if (unified !== 'content-filter') return finishOf(raw);
  const own = finishOf(raw);
  if (own === 'filtered' || own === 'refused') return own;
  return text.trim() === '' ? 'filtered' : 'refused';
}

function usageOf(usage: unknown): ModelUsage {
  const { inputTokens, outputTokens, cachedInputTokens } = recordOf(usage);
  const cached = countOf(recordOf(inputTokens)['cacheRead']) || countOf(cachedInputTokens);
  return {
    inputTokens: countOf(recordOf(inputTokens)['total']) || countOf(inputTokens),
    outputTokens: countOf(recordOf(outputTokens)['total']) || countOf(outputTokens),
    ...(cached > 0 && { cachedInputTokens: cached }),
  };
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
