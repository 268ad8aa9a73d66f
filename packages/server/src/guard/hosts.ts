import type { MiddlewareHandler } from 'hono';
import { ProblemError } from '../problems.js';

/** What this machine is called by itself, whatever the port. */
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Lets through what is meant for this server: a page elsewhere may have its own name lead to this machine's address.
 *
 * @param allowed - Names that it is known by besides the loopback ones, exactly as in `Host`, with a port if they have one.
 */
export function onlyHosts(allowed: readonly string[]): MiddlewareHandler {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    if (!loopback.test(host) && !names.has(host.toLowerCase())) {
      throw new ProblemError('UnknownHost', `This server is not known as '${host.slice(0, 255)}'.`);
    }
    return await next();
  };
}
