import type { StoredConversation } from '@durable-goals/core';
import { CliError } from '../cli-error.js';
import { openStore, type OpenedStore } from './open-store.js';

/**
 * Opens the store of this folder, which a command cannot do without.
 *
 * @throws `CliError` when there is none.
 */
export async function neededStore(): Promise<OpenedStore> {
  const opened = await openStore(process.cwd(), process.env);
  if (opened !== undefined) return opened;
  throw new CliError(
    'No conversations are kept here: DURABLE_GOALS_STORE is off, or this Node has no SQLite. Set it to a file or a postgres:// address.',
  );
}

/** The conversation of that id. @throws `CliError` when it is not kept there. */
export async function keptConversation(
  { store, place }: OpenedStore,
  conversationId: string,
): Promise<StoredConversation> {
  const found = await store.conversation({ conversationId });
  if (found !== undefined) return found;
  throw new CliError(
    `No conversation '${conversationId}' is kept in ${place}. Correct the id, or DURABLE_GOALS_STORE.`,
  );
}
