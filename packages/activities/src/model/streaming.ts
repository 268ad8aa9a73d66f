import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';

/** The ways to ask for an answer piece by piece, from the best to not at all. */
export type Streaming = 'with-usage' | 'plain' | 'none';

/** What asks for it. */
export function streamingOf(
  streaming: Streaming,
): Pick<ChatCompletionCreateParams, 'stream' | 'stream_options'> {
  if (streaming === 'none') return {};
  return {
    stream: true,
    ...(streaming === 'with-usage' ? { stream_options: { include_usage: true } } : {}),
  };
}

/** The way that may do after a refusal in these words; nothing, where they are about something else. */
export function weakerStreaming(asked: Streaming, words: string): Streaming | undefined {
  if (asked === 'none') return undefined;
  if (asked === 'with-usage' && /stream_?options|include_?usage/i.test(words)) return 'plain';
  return /\bstream(?:ing|ed)?\b/i.test(words) ? 'none' : undefined;
}
