import type { ConversationUpdate, Message } from '@durable-goals/core';

/** Two updates of one conversation as one: what is newer stands. */
export function merged(
  earlier: ConversationUpdate | undefined,
  later: ConversationUpdate,
): ConversationUpdate {
  if (earlier === undefined) return later;
  const [old, young] = earlier.revision > later.revision ? [later, earlier] : [earlier, later];
  const messages = new Map<number, Message>();
  for (const message of [...old.messages, ...young.messages]) messages.set(message.seq, message);
  const snapshot = young.snapshot ?? old.snapshot;
  const record = [...(old.record ?? []), ...(young.record ?? [])];
  return {
    ...young,
    messages: [...messages.values()].toSorted((a, b) => a.seq - b.seq),
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(record.length === 0 ? {} : { record }),
  };
}
