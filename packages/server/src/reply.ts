import type { Answer } from '@durable-goals/client';
import type { Context } from 'hono';
import type { Reply } from './endpoint.js';

/** The longest that a request is kept waiting, in seconds: proxies give up soon after. */
const longestWait = 120;

/** How long an answer is waited for, in milliseconds: as `Prefer: wait=SECONDS` says, RFC 7240. */
export function waitMs(c: Context): number {
  const [, seconds] = /(?:^|[,;\s])wait=(\d{1,6})\b/i.exec(c.req.header('prefer') ?? '') ?? [];
  return Math.min(Number(seconds ?? 0), longestWait) * 1_000;
}

/** An answer that is there, or the word that it will come. */
export function replyOf(answer: Answer): Reply {
  const isToCome = answer.state === 'queued' || answer.state === 'working';
  return { status: isToCome ? 202 : 200, body: answer };
}
