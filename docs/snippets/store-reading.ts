import { AgentClient } from '@durable-goals/client';
import type { ConversationStore, ResultStore } from '@durable-goals/core';
import type { Client } from '@temporalio/client';

/** Prints what there is to read about a conversation. */
export async function read(
  client: Client,
  { store, results }: { readonly store: ConversationStore; readonly results: ResultStore },
): Promise<void> {
  const agents = new AgentClient({ client, store, results });
  const trip = agents.conversation('trip-42');
  for (let after = 0; ;) {
    const page = await trip.transcript({ after, limit: 100 });
    for (const { seq, role, text } of page.messages) console.log(seq, role, text);
    after = page.messages.at(-1)?.seq ?? after;
    if (!page.more) break;
  }
  console.log(await trip.toolOutput('c3'));
  for (const { kind, by, refused } of (await trip.record()).items) console.log(kind, by, refused);
  for await (const { conversationId, approvals } of agents.pending()) {
    console.log(conversationId, approvals);
  }
}

/** Removes a conversation that has ended, for good. */
export async function forget(store: ConversationStore, results: ResultStore): Promise<void> {
  await results.forget('trip-42');
  await store.forget('trip-42');
}
