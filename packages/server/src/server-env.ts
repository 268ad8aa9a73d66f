import type { HttpBindings } from '@hono/node-server';
import type { Principal } from './auth/principal.js';

/** What the requests of a server carry with them. */
export interface ServerEnv {
  /** What Node knows of the request; nothing in a test without a port. */
  readonly Bindings: Partial<HttpBindings>;
  readonly Variables: {
    readonly principal: Principal;
    readonly requestId: string;
    /** The body as JSON; missing when there is none. */
    readonly body?: unknown;
  };
}
