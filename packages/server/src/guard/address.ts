import type { Context } from 'hono';
import type { ServerEnv } from '../server-env.js';

/** The address that a request came from; nothing in an application that is not listened with, such as in a test. */
export function addressOf(c: Context<ServerEnv>): string | undefined {
  const env: ServerEnv['Bindings'] | undefined = c.env;
  return env?.incoming?.socket.remoteAddress;
}
