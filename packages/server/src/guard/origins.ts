import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { ProblemError } from '../problems.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets pages of the origins that are listed read answers, and no others. */
export function allowOrigins(allowed: readonly string[]): MiddlewareHandler {
  return cors({
    origin: (origin) => (allowed.includes(origin) ? origin : null),
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'last-event-id', 'prefer'],
    exposeHeaders: ['location', 'retry-after', 'x-request-id'],
    maxAge: 600,
  });
}

/**
 * Refuses what a page elsewhere has a browser send: a browser says where a page is from, and sends JSON for a foreign page
 * only after it has asked.
 */
export function onlyOwnPages(allowed: readonly string[]): MiddlewareHandler {
  return async (c, next) => {
    if (!safeMethods.has(c.req.method)) {
      checkOrigin(c, allowed);
      // There is nothing that another method changes, and it is told so.
      if (c.req.method === 'POST') checkJson(c);
    }
    return await next();
  };
}

/** @throws `ForeignOrigin` */
function checkOrigin(c: Context, allowed: readonly string[]): void {
  const origin = c.req.header('origin');
  if (origin !== undefined) {
    if (allowed.includes(origin) || isOwn(origin, c)) return;
    throw new ProblemError('ForeignOrigin', `Pages of '${origin.slice(0, 255)}' are not allowed.`);
  }
  const site = c.req.header('sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new ProblemError('ForeignOrigin', 'Pages of another site are not allowed.');
}

/** The host was checked before; a proxy in front may speak TLS where this server does not. */
function isOwn(origin: string, c: Context): boolean {
  const host = c.req.header('host') ?? new URL(c.req.url).host;
  return origin === `http://${host}` || origin === `https://${host}`;
}

/** @throws `NotJson` */
function checkJson(c: Context): void {
  const type = c.req.header('content-type');
  // No page can send a token that it does not have.
  if (type === undefined && c.req.header('authorization') !== undefined) return;
  if (/^application\/json\s*(;|$)/i.test(type ?? '')) return;
  const fact =
    type === undefined
      ? 'Nothing says that the body is JSON.'
      : `The body is said to be '${type.slice(0, 100)}'.`;
  throw new ProblemError('NotJson', fact);
}
