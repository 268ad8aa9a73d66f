import type { MiddlewareHandler } from 'hono';
import type { ServerEnv } from '../server-env.js';
import { rateLimit, type Rate } from './rate-limit.js';

const usualRate: Rate = { perMinute: 1_200, burst: 600 };

/** Keeps one person or program from taking what is for all. */
export function limitRequests(rate: Rate = usualRate): MiddlewareHandler<ServerEnv> {
  const limit = rateLimit(rate);
  return async (c, next) => {
    limit.take(c.get('principal').id);
    return await next();
  };
}
