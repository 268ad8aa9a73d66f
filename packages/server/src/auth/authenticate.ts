import type { MiddlewareHandler } from 'hono';
import { addressOf } from '../guard/address.js';
import { rateLimit } from '../guard/rate-limit.js';
import { ProblemError } from '../problems.js';
import type { ServerEnv } from '../server-env.js';
import type { Services } from '../services.js';
import { localPrincipal } from './principal.js';

/** The longest token that is looked at, in characters. */
const longestToken = 8_192;

/** Tokens that are not good, from one address. */
const wrongTokens = { perMinute: 60, burst: 60 };

/** Finds out who asks, before anything else is done for them. */
export function authenticate({ authentication }: Services): MiddlewareHandler<ServerEnv> {
  const wrong = rateLimit(wrongTokens);
  return async (c, next) => {
    if (authentication.kind === 'none') {
      c.set('principal', localPrincipal);
      return await next();
    }
    const token = tokenIn(c.req.header('authorization'));
    const principal = token === undefined ? undefined : await authentication.principalOf(token);
    if (principal === undefined) {
      // Good tokens from the same address stay good: it may be a proxy's.
      wrong.take(addressOf(c) ?? '');
      throw new ProblemError(
        'Unauthenticated',
        token === undefined
          ? 'The request has no bearer token.'
          : 'The token is not good, or not any more.',
      );
    }
    c.set('principal', principal);
    return await next();
  };
}

function tokenIn(header = ''): string | undefined {
  const [, token] = /^Bearer +([\x21-\x7e]+)$/i.exec(header) ?? [];
  return token === undefined || token.length > longestToken ? undefined : token;
}
