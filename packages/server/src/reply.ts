import type { Answer, SendOptions } from '@durable-goals/client';
import type { PageQuery } from '@durable-goals/core';
import type { Context } from 'hono';
import type { Reply } from './endpoint.js';

/** The longest that a request is kept waiting, in seconds: proxies give up soon after. */
const longestWait = 120;

/** How long Temporal may take to hand a request to a Worker, in milliseconds; its answer comes on top. */
const takenWithinMs = 10_000;

/** How long a refusal or a quick answer is waited for where nobody asked to wait, in milliseconds. */
const atOnceMs = 50;

/** How long an answer is waited for: as `Prefer: wait=SECONDS` says, RFC 7240. */
export function waiting(c: Context): Pick<SendOptions, 'timeoutMs' | 'onceTakenMs'> {
  const [, seconds] = /(?:^|[,;\s])wait=(\d{1,6})\b/i.exec(c.req.header('prefer') ?? '') ?? [];
  const waitMs = Math.min(Number(seconds ?? 0), longestWait) * 1_000;
  return { timeoutMs: takenWithinMs + waitMs, onceTakenMs: Math.max(waitMs, atOnceMs) };
}

/** Which page of a list is asked for. */
export function pageIn({
  after,
  limit,
}: {
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}): PageQuery {
  return {
    ...(after === undefined ? {} : { after }),
    ...(limit === undefined ? {} : { limit }),
  };
}

/** An answer that is there, or the word that it will come. */
export function replyOf(answer: Answer): Reply {
  const isToCome = answer.state === 'queued' || answer.state === 'working';
  return { status: isToCome ? 202 : 200, body: answer };
}
