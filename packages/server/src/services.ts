import { AgentClient } from '@durable-goals/client';
import {
  defineRegistry,
  type ConversationStore,
  type Registry,
  type RequestKeys,
} from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import { noAuthentication, type Authentication } from './auth/authentication.js';
import type { ServerOptions } from './server-options.js';

/** What the routes of a server share. */
export interface Services {
  readonly agents: AgentClient;
  readonly client: Client;
  readonly registry: Registry;
  readonly store: ConversationStore & Partial<RequestKeys>;
  readonly authentication: Authentication;
  readonly options: ServerOptions;
  /** Aborted when the server is to stop: what goes on for long ends then. */
  readonly closing: AbortSignal;
}

/**
 * A page waits less long than a program does, and the store can answer it. What changes something is answered within five
 * seconds also when Temporal is away: first a Worker may take it, then the server may keep it.
 */
const patience = {
  acceptMs: 3_000,
  statusMs: 600,
  serverMs: 300,
  keepMs: 1_500,
  beginMs: 3_500,
};

/** Makes them of the server's options. @throws `DuplicateGoal` and the like for goals that cannot be registered. */
export function servicesOf(options: ServerOptions, closing: AbortSignal): Services {
  const { client, taskQueue, goals, store, results, authentication = noAuthentication } = options;
  const registry = 'ids' in goals ? goals : defineRegistry(goals);
  const agents = new AgentClient({
    client,
    goals: registry,
    store,
    patience,
    ...(taskQueue === undefined ? {} : { taskQueue }),
    ...(results === undefined ? {} : { results }),
  });
  return { agents, client, registry, store, authentication, options, closing };
}
