import type {
  ConversationStore,
  Goal,
  LiveChannel,
  Registry,
  RequestKeys,
  ResultStore,
} from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import type { PageOptions } from './page/page-policy.js';
import type { Logger } from 'pino';
import type { Authentication } from './auth/authentication.js';
import type { Rate } from './guard/rate-limit.js';
import type { StreamLimits } from './live/open-streams.js';

/** What a server is made of. */
export interface ServerOptions {
  /** A Temporal client; `connectAgents` of `@durable-goals/client` gives one that meets a server again soon. */
  readonly client: Client;
  /** @defaultValue 'agent-task-queue' */
  readonly taskQueue?: string;
  /** The goals that may be begun. */
  readonly goals: Registry | readonly Goal[];
  /** Where the Workers write conversations to; it also remembers idempotency keys, if it can. */
  readonly store: ConversationStore & Partial<RequestKeys>;
  /** Where the Workers keep large results. */
  readonly results?: ResultStore;
  /** Where the Workers tell what happens while it happens; without it, streams are a second behind and have no words. */
  readonly live?: LiveChannel;
  /** How many event streams may be open. */
  readonly streams?: StreamLimits;
  /** The chat page at `/`; `false` leaves it out. */
  readonly page?: PageOptions | false;
  /**
   * How it is known who asks: `bearerTokens(…)` or `jwtIssuer(…)`. Without it, everybody who reaches the server may do
   * everything, so it then listens on this machine only.
   */
  readonly authentication?: Authentication;
  /** Names that the server is known by besides the loopback ones, as in `Host`, such as `agents.example.com`. */
  readonly hosts?: readonly string[];
  /** Origins whose pages may use the API, such as `https://app.example.com`. */
  readonly origins?: readonly string[];
  /** What one person or program may ask for. @defaultValue 1,200 a minute, 600 at once */
  readonly rate?: Rate;
  /** Models that a conversation may be told to take. */
  readonly models?: readonly string[];
  /** Where a conversation is in Temporal's own UI: an address with `{namespace}` and `{workflowId}` in it. */
  readonly temporalUi?: string;
  /** @defaultValue none: nothing is logged */
  readonly logger?: Logger;
}
