import { randomUUID } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import { addressOf } from './guard/address.js';
import { problemOf, problemResponse } from './problems.js';
import type { ServerEnv } from './server-env.js';

const plainId = /^[A-Za-z0-9._-]{1,64}$/;

/** Gives each request an id, and logs how it ended; never what it said. */
export function logRequests(logger: Logger | undefined): MiddlewareHandler<ServerEnv> {
  return async (c, next) => {
    const given = c.req.header('x-request-id');
    const requestId = given !== undefined && plainId.test(given) ? given : randomUUID();
    c.set('requestId', requestId);
    const startedAt = performance.now();
    await next();
    c.header('x-request-id', requestId);
    logger?.info(
      { ...about(c), status: c.res.status, ms: Math.round(performance.now() - startedAt) },
      'request',
    );
  };
}

/** Answers with the problem, and logs what was refused or went wrong. */
export function answerProblem(
  logger: Logger | undefined,
): (error: Error, c: Context<ServerEnv>) => Response {
  return (error, c) => {
    const { problem } = problemOf(error);
    const type = problem.type.slice(problem.type.lastIndexOf(':') + 1);
    if (problem.status === 500) logger?.error({ ...about(c), err: error }, 'unexpected');
    else if (problem.status < 500) logger?.warn({ ...about(c), refused: type }, 'refused');
    else logger?.warn({ ...about(c), away: type }, 'unavailable');
    return problemResponse(c, error);
  };
}

/** No headers, no query and no body: there may be a token or a person's words in them. */
function about(c: Context<ServerEnv>): Readonly<Record<string, unknown>> {
  const principal: { readonly id: string } | undefined = c.get('principal');
  const from = addressOf(c);
  return {
    requestId: c.get('requestId'),
    method: c.req.method,
    path: c.req.path.slice(0, 500),
    ...(principal === undefined ? {} : { by: principal.id }),
    ...(from === undefined ? {} : { from }),
  };
}
