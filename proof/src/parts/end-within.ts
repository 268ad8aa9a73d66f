import type { Conversation } from '@durable-goals/client';

/**
 * Ends a conversation and waits until it shows.
 *
 * @returns how long that took, in milliseconds.
 * @throws `Error` when it took longer than it may.
 */
export async function endWithin(chat: Conversation, mostMs: number): Promise<number> {
  const begun = performance.now();
  await chat.end();
  for (;;) {
    const { state } = await chat.status();
    const ms = performance.now() - begun;
    if (state === 'ended' && ms <= mostMs) return ms;
    if (ms > mostMs) throw new Error(`After ${Math.round(ms)} ms it is '${state}'.`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
