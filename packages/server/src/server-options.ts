import type { ConversationStore, Goal, Registry, ResultStore } from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import type { PageOptions } from './page/page-policy.js';

/** What a server is made of. */
export interface ServerOptions {
  /** A Temporal client; `connectAgents` of `@durable-goals/client` gives one that meets a server again soon. */
  readonly client: Client;
  /** @defaultValue 'agent-task-queue' */
  readonly taskQueue?: string;
  /** The goals that may be begun. */
  readonly goals: Registry | readonly Goal[];
  /** Where the Workers write conversations to. */
  readonly store: ConversationStore;
  /** Where the Workers keep large results. */
  readonly results?: ResultStore;
  /** The chat page at `/`; `false` leaves it out. */
  readonly page?: PageOptions | false;
}
