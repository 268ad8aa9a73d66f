import type { ConversationStore, LiveChannel } from '@durable-goals/core';
import type { AgentSinks } from '@durable-goals/core/workflow';
import type { InjectedSinks } from '@temporalio/worker';
import { workerRedactor, type NamedSecrets } from '../secrets/worker-redactor.js';
import { agentSinks } from './agent-sinks.js';
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

/**
 * Makes the sinks of a Worker for agents, by which Workflows write to the store at once. `AgentPlugin` brings them
 * along; this is for Workers without plugins, beside `createAgentActivities` with the same store, secrets and live channel.
 */
export function createAgentSinks(
  store: ConversationStore,
  { secrets, live }: { readonly secrets?: NamedSecrets; readonly live?: LiveChannel } = {},
): InjectedSinks<AgentSinks> {
  return agentSinks(writerTo(store, secrets), live);
}

/** Into the Worker's log, which is loaded only when there is something to say. */
function complain(message: string): void {
  void import('@temporalio/worker').then(
    ({ Runtime }) => Runtime.instance().logger.warn(message),
    () => process.emitWarning(message),
  );
}
