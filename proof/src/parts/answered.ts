import { randomUUID } from 'node:crypto';
import type { Answer, Conversation } from '@durable-goals/client';

const mostMs = 120_000;

/**
 * Sends a message until it is answered: no Worker may have it in time, so that it waits in the history; the same id gets
 * its turn.
 *
 * @throws `Error` when it is not answered within two minutes.
 */
export async function answered(
  chat: Conversation,
  text: string,
  id: string = randomUUID(),
): Promise<Answer> {
  const until = Date.now() + mostMs;
  while (Date.now() < until) {
    const answer = await chat.send(text, { id });
    if (answer.state !== 'queued' && answer.state !== 'working') return answer;
  }
  throw new Error(`'${text.slice(0, 80)}' was not answered within ${mostMs / 60_000} minutes.`);
}
