import { AgentClient } from '@durable-goals/client';
import { defineRegistry, type ConversationStore, type Registry } from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import type { ServerOptions } from './server-options.js';

/** What the routes of a server share. */
export interface Services {
  readonly agents: AgentClient;
  readonly client: Client;
  readonly registry: Registry;
  readonly store: ConversationStore;
}

/** A page waits less long for a Worker than a program does. */
const acceptMs = 1_500;

/** Makes them of the server's options. @throws `DuplicateGoal` and the like for goals that cannot be registered. */
export function servicesOf(options: ServerOptions): Services {
  const { client, taskQueue, goals, store, results } = options;
  const registry = 'ids' in goals ? goals : defineRegistry(goals);
  const agents = new AgentClient({
    client,
    goals: registry,
    store,
    patience: { acceptMs },
    ...(taskQueue === undefined ? {} : { taskQueue }),
    ...(results === undefined ? {} : { results }),
  });
  return { agents, client, registry, store };
}
