import type { ConversationStore, LiveChannel } from '@durable-goals/core';
import type { AgentSinks } from '@durable-goals/core/workflow';
import type { InjectedSinks } from '@temporalio/worker';
import { workerRedactor, type NamedSecrets } from '../secrets/worker-redactor.js';
import type { AgentObserver } from '../observing/agent-observer.js';
import { agentSinks } from './agent-sinks.js';
import { complain } from './complain.js';
import { storeWriter, type StoreWriter } from './store-writer.js';

const writers = new WeakMap<ConversationStore, StoreWriter>();

/** The one writer of this process to a store, which lets no secret of the Worker into it. */
export function writerTo(
  store: ConversationStore | undefined,
  secrets?: NamedSecrets,
): StoreWriter | undefined {
  if (store === undefined) return undefined;
  const writer = sharedWriter(store);
  const redactor = workerRedactor(secrets);
  return {
    ...writer,
    write: (update, patienceMs) => writer.write(redactor().value(update), patienceMs),
  };
}

function sharedWriter(store: ConversationStore): StoreWriter {
  const known = writers.get(store);
  if (known !== undefined) return known;
  const writer = storeWriter(store, complain);
  writers.set(store, writer);
  return writer;
}

/** What sinks serve beside a store. */
export interface SinkOptions {
  readonly secrets?: NamedSecrets;
  readonly live?: LiveChannel;
  readonly observer?: AgentObserver;
}

/**
 * Makes the sinks of a Worker for agents, by which Workflows write to the store at once. `AgentPlugin` brings them
 * along; this is for Workers without plugins, beside `createAgentActivities` with the same store, secrets, live channel and
 * observer.
 */
export function createAgentSinks(
  store: ConversationStore | undefined,
  { secrets, ...heard }: SinkOptions = {},
): InjectedSinks<AgentSinks> {
  return agentSinks(writerTo(store, secrets), { ...heard, redactor: workerRedactor(secrets) });
}
