import type { ConversationUpdate, RecordEntry } from '@durable-goals/core';

/** Refused attempts that a conversation's record takes in a minute. */
const mostInAMinute = 60;
const minuteMs = 60_000;
/** Conversations that are counted at a time. */
const mostCounted = 1_000;

interface Count {
  readonly since: number;
  readonly taken: number;
  readonly suppressed: number;
}

/**
 * Keeps a flood of refused attempts from filling the store: what is over the limit is only counted, and the next one
 * that is written down says how many there were.
 */
export function refusedAttemptLimit(): (update: ConversationUpdate) => ConversationUpdate {
  const counts = new Map<string, Count>();

  function limited(chainId: string, entry: RecordEntry): readonly RecordEntry[] {
    if (entry.refused === undefined) return [entry];
    const now = Date.now();
    const last = counts.get(chainId);
    const count =
      last === undefined || now - last.since > minuteMs
        ? { since: now, taken: 0, suppressed: last?.suppressed ?? 0 }
        : last;
    counts.delete(chainId);
    if (counts.size >= mostCounted) counts.clear();
    if (count.taken >= mostInAMinute) {
      counts.set(chainId, { ...count, suppressed: count.suppressed + 1 });
      return [];
    }
    counts.set(chainId, { ...count, taken: count.taken + 1, suppressed: 0 });
    return [count.suppressed === 0 ? entry : { ...entry, suppressed: count.suppressed }];
  }

  return (update) => {
    const { record, chainId } = update;
    if (record === undefined) return update;
    return { ...update, record: record.flatMap((entry) => limited(chainId, entry)) };
  };
}
