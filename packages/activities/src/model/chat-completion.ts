import type { ModelResponse, ModelUsage } from '@durable-goals/core';
import { callsOf } from './chat-calls.js';

/** An answer longer than this many characters is cut there, with `finish: 'length'`. */
const longestAnswer = 262_144;

/**
 * Reads a chat completion as it really comes, from any provider, and believes nothing about its shape.
 *
 * No choice, no message and no content all read as empty text; a content of parts is joined.
 *
 * @param body - The parsed body of an answer with status 200.
 * @param named - `model` names the model when the answer does not, `id` is what its raw answers are kept under.
 * @returns `undefined` when the body is no chat completion.
 */
export function readChatCompletion(
  body: unknown,
  { model, id = model }: { readonly model: string; readonly id?: string },
): ModelResponse | undefined {
  const completion = recordOf(body);
  const choices = completion['choices'];
  if (!Array.isArray(choices)) return undefined;
  const choice = recordOf(choices[0]);
  const message = recordOf(choice['message']);
  const refusal = textOf(message['refusal']) || refusalPartsOf(message['content']);
  const whole = refusal || textOf(message['content']);
  const finish = refusal === '' ? finishOf(choice['finish_reason']) : 'refused';
  const named = completion['model'];
  return {
    ...boundedAnswer(whole, finish),
    ...callsOf(message, id),
    usage: usageOf(recordOf(completion['usage'])),
    model: typeof named === 'string' && named !== '' ? named : model,
  };
}

/** The `error` that some gateways put beside or inside the choices of an answer with status 200. */
export function embeddedErrorOf(body: unknown): unknown {
  const completion = recordOf(body);
  if (!Array.isArray(completion['choices'])) return completion['error'] ?? undefined;
  const choice = recordOf(completion['choices'][0]);
  return choice['finish_reason'] === 'error' ? (choice['error'] ?? 'error') : undefined;
}

/** Why an answer ends, by a provider's own word for it: compatible endpoints sometimes let those through. */
export function finishOf(reason: unknown): ModelResponse['finish'] {
  switch (typeof reason === 'string' ? reason.toLowerCase() : '') {
    case 'length':
    case 'max_tokens':
      return 'length';
    case 'content_filter':
    case 'safety':
    case 'prohibited_content':
    case 'blocklist':
      return 'filtered';
    case 'refusal':
      return 'refused';
    default:
      return 'stop';
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part) => textOf(typeof part === 'string' ? part : recordOf(part)['text']))
    .join('');
}

function refusalPartsOf(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content.map((part) => textOf(recordOf(part)['refusal'])).join('');
}

function usageOf(usage: Record<string, unknown>): ModelUsage {
  const details = recordOf(usage['prompt_tokens_details']);
  const cached = countOf(details['cached_tokens']) || countOf(usage['prompt_cache_hit_tokens']);
  return {
    inputTokens: countOf(usage['prompt_tokens']),
    outputTokens: countOf(usage['completion_tokens']),
    ...(cached > 0 && { cachedInputTokens: cached }),
  };
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** An answer that is too long is cut, and says so. */
export function boundedAnswer(
  text: string,
  finish: ModelResponse['finish'],
): Pick<ModelResponse, 'text' | 'finish'> {
  if (text.length <= longestAnswer) return { text, finish };
  return { text: cut(text), finish: finish === 'stop' ? 'length' : finish };
}

/** Never ends in half a surrogate pair. */
function cut(text: string): string {
  const end = /[\uD800-\uDBFF]/.test(text.charAt(longestAnswer - 1))
    ? longestAnswer - 1
    : longestAnswer;
  return text.slice(0, end);
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
