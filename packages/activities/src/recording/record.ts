import {
  decisionEntriesOf,
  unsavedMessages,
  withoutRaw,
  type AgentActivities,
  type PlanRequest,
} from '@durable-goals/core';
import type { StoreWriter } from './store-writer.js';

/**
 * How long the end of a run, and the end of a plan, wait for the store, in milliseconds: shorter than a client waits for
 * its message to be taken, which no run does that is about to hand over.
 */
const patienceMs = 2_000;

/** Makes the Activity that writes what a run is about to leave behind. It never fails. */
export function createRecord(writer: StoreWriter | undefined): AgentActivities['record'] {
  return async (update) => {
    const record = [...(update.record ?? []), ...decisionEntriesOf(update.messages)];
    const saved = await writer?.write({ ...update, record }, patienceMs);
    return { saved: saved === true };
  };
}

/**
 * Writes the messages that came with a plan's request, beside the planning.
 *
 * @returns what the reply tells of it.
 */
export async function saveUnsaved(
  writer: StoreWriter | undefined,
  { unsaved, conversationId, chainId, goal }: PlanRequest,
): Promise<{ readonly saved?: number }> {
  if (unsaved === undefined || writer === undefined) return {};
  const messages = unsavedMessages(unsaved).map(withoutRaw);
  const last = messages.at(-1);
  if (last === undefined) return {};
  const written = await writer.write(
    {
      conversationId,
      chainId,
      goalId: goal.id,
      revision: unsaved.revision,
      at: last.at,
      messages,
      record: decisionEntriesOf(messages),
    },
    patienceMs,
  );
  return written ? { saved: last.seq } : {};
}
