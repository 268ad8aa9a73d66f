import type { Answer, StatusNow } from '@durable-goals/client';
import { wordsOf } from '../cli-error.js';

/** Something that was sent to a conversation, and what is known of its fate. */
export interface Request {
  /** Whether the conversation took it, or refused it, as far as a status tells. */
  isTaken(status: StatusNow): boolean;
  /** Why it was refused. */
  refusal(): string | undefined;
}

/** How long a Worker that is back may take to read what was queued. */
const graceMs = 5_000;
const resendAfterMs = 1_000;

/**
 * Sends something, again and again while Temporal cannot be reached; its id makes it count once.
 *
 * @param arrived - Whether a status shows that what was only queued has been taken.
 */
export function request(
  send: () => Promise<Answer | void>,
  arrived: (status: StatusNow) => boolean,
): Request {
  let outcome: 'pending' | 'taken' | 'queued' | { readonly refused: string } = 'pending';
  let answeredSince: number | undefined;
  const attempt = async (): Promise<void> => {
    for (;;) {
      try {
        const answer = await send();
        // Nobody answers a Signal, such as the one that ends it: whether it arrived, a status shows.
        outcome = answer === undefined || answer.state === 'queued' ? 'queued' : 'taken';
        return;
      } catch (error) {
        if (!isUnreachable(error)) {
          outcome = { refused: wordsOf(error) };
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, resendAfterMs));
      }
    }
  };
  void attempt();
  return {
    isTaken(status) {
      if (outcome === 'pending') return false;
      if (outcome !== 'queued' || arrived(status)) return true;
      answeredSince ??= Date.now();
      return Date.now() - answeredSince > graceMs;
    },
    refusal: () => (typeof outcome === 'object' ? outcome.refused : undefined),
  };
}

function isUnreachable(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'TemporalUnreachable';
}
