import type { MiddlewareHandler } from 'hono';

/** What a browser asks about before it sends JSON, and what it is told. */
const methods = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';

const ownSite = new Set(['none', 'same-origin']);

/**
 * Lets the page of one origin use the routes, and programs, and no other page.
 *
 * A page elsewhere can have a browser send a request unasked, as long as it is one that a form or an image could make. So a
 * request that changes something has to be JSON, which no page may send without asking first; and where a browser says
 * which page it is for, that has to be the one page.
 */
export function onlyPageOf(allowed: string): MiddlewareHandler {
  return async (c, next) => {
    const origin = c.req.header('origin');
    const isAllowed = origin === allowed;
    if (c.req.method === 'OPTIONS' && origin !== undefined) {
      if (!isAllowed) return c.text('Disallowed CORS origin', 400);
      return c.text('OK', 200, {
        ...headersFor(allowed),
        'access-control-allow-methods': methods,
        'access-control-allow-headers': c.req.header('access-control-request-headers') ?? '*',
        'access-control-max-age': '600',
      });
    }
    if (isAllowed) {
      for (const [name, value] of Object.entries(headersFor(allowed))) c.header(name, value);
    }
    const site = c.req.header('sec-fetch-site');
    const isForeign = origin === undefined ? site !== undefined && !ownSite.has(site) : !isAllowed;
    if (isForeign) {
      return c.json({ detail: `Only the page at ${allowed} may use this server.` }, 403);
    }
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!isReading && !isJson(c.req.header('content-type'))) {
      return c.json(
        { detail: 'The request is not said to be JSON. Send Content-Type: application/json.' },
        415,
      );
    }
    return await next();
  };
}

function headersFor(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    vary: 'Origin',
  };
}

function isJson(type: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(type ?? '');
}
