import type { ServerResponse } from 'node:http';
import type { UpstreamAnswer } from './openai-upstream.js';

export const good = '{"response":"Where to? 🛫","next":"question"}';
export const usage = { prompt_tokens: 12, completion_tokens: 3 };
/** One piece of a streamed chat completion. */
export const chunk = (delta: unknown, rest: object = {}, choice: object = {}): string =>
  `data: ${JSON.stringify({ model: 'm-1', choices: [{ index: 0, delta, finish_reason: null, ...choice }], ...rest })}\n\n`;
export const stop = chunk({}, {}, { finish_reason: 'stop' });
/** The last chunk, with the tokens. */
export const total = `data: ${JSON.stringify({ choices: [], usage })}\n\n`;
export const done = 'data: [DONE]\n\n';
/** A text in pieces of four characters. */
export const words = (text: string): string =>
  (text.match(/[^]{1,4}/gu) ?? []).map((content) => chunk({ content })).join('');
export const whole = words(good) + stop + total + done;

/** Sends parts with a pause between them, and then ends, hangs or breaks off. */
export function streams(
  parts: readonly (string | Uint8Array)[],
  {
    end = 'ends',
    type = 'text/event-stream',
  }: { end?: 'ends' | 'hangs' | 'breaks'; type?: string } = {},
): UpstreamAnswer {
  const write = async (response: ServerResponse): Promise<void> => {
    response.writeHead(200, { 'content-type': type });
    for (const part of parts) {
      response.write(part);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    if (end === 'ends') response.end();
    if (end === 'breaks') response.destroy();
  };
  return { write: (response) => void write(response) };
}
