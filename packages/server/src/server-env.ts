import type { Principal } from './auth/principal.js';

/** What the requests of a server carry with them. */
export interface ServerEnv {
  readonly Variables: {
    readonly principal: Principal;
    readonly requestId: string;
    /** The body as JSON; missing when there is none. */
    readonly body?: unknown;
  };
}
