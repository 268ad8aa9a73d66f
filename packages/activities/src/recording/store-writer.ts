import type { ConversationStore, ConversationUpdate } from '@durable-goals/core';
import { merged } from './merged-update.js';
import { refusedAttemptLimit } from './refused-attempt-limit.js';

/** Writes to a store for a whole Worker: in order for each conversation, and again until it worked. */
export interface StoreWriter {
  /**
   * Takes an update and waits for it to be written, a moment at most. What is not written by then is tried again in
   * the background.
   *
   * @param patienceMs - How long to wait; no time at all while the store is known to be down.
   * @returns whether it is written.
   */
  write(update: ConversationUpdate, patienceMs: number): Promise<boolean>;
  /** Waits until all that was taken is written, or the time is over. */
  drained(patienceMs: number): Promise<void>;
}

/** Waits between attempts, in milliseconds. */
const firstPauseMs = 250;
const longestPauseMs = 15_000;
/** Messages that wait in memory while the store is down; beyond it, conversations bring their own again. */
const mostWaiting = 5_000;

/** What waits for one conversation, and whether its first attempt worked. */
interface Batch {
  readonly update: ConversationUpdate;
  readonly written: Promise<boolean>;
  readonly settle: (written: boolean) => void;
}

/**
 * Makes a Worker's writer.
 *
 * @param complain - Told once when the store stops taking updates, and once when it takes them again.
 */
export function storeWriter(
  store: Pick<ConversationStore, 'save'>,
  complain: (message: string) => void,
): StoreWriter {
  const waiting = new Map<string, Batch>();
  const busy = new Set<string>();
  const limited = refusedAttemptLimit();
  let isDown = false;

  async function save(update: ConversationUpdate): Promise<boolean> {
    try {
      await store.save(update);
      if (isDown) complain('The conversation store takes updates again.');
      isDown = false;
      return true;
    } catch (error) {
      if (!isDown) complain(error instanceof Error ? error.message : String(error));
      isDown = true;
      return false;
    }
  }

  /** Writes what waits of one conversation until nothing does. */
  async function work(chainId: string): Promise<void> {
    busy.add(chainId);
    let pauseMs = firstPauseMs;
    for (let batch = take(chainId); batch !== undefined; batch = take(chainId)) {
      const written = await save(batch.update);
      batch.settle(written);
      if (written) {
        pauseMs = firstPauseMs;
        continue;
      }
      const newer = waiting.get(chainId);
      const update = newer === undefined ? batch.update : merged(batch.update, newer.update);
      waiting.set(chainId, { ...(newer ?? newBatch()), update: withinMemory(update) });
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    }
    busy.delete(chainId);
  }

  function take(chainId: string): Batch | undefined {
    const batch = waiting.get(chainId);
    waiting.delete(chainId);
    return batch;
  }

  /** How a conversation stands is kept in any case; it is small. */
  function withinMemory(update: ConversationUpdate): ConversationUpdate {
    let count = update.messages.length;
    for (const other of waiting.values()) count += other.update.messages.length;
    return count > mostWaiting ? { ...update, messages: [] } : update;
  }

  return {
    async write(given, patienceMs) {
      const update = limited(given);
      const { chainId } = update;
      const earlier = waiting.get(chainId);
      const batch = { ...(earlier ?? newBatch()), update: merged(earlier?.update, update) };
      waiting.set(chainId, batch);
      if (!busy.has(chainId)) void work(chainId);
      if (isDown) return false;
      return await Promise.race([batch.written, pause(patienceMs).then(() => false)]);
    },
    async drained(patienceMs) {
      const end = Date.now() + patienceMs;
      const isOver = (): boolean => busy.size === 0 || isDown || Date.now() >= end;
      while (!isOver()) await pause(20);
    },
  };
}

function newBatch(): Omit<Batch, 'update'> {
  let settle: Batch['settle'] = () => undefined;
  const written = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  return { written, settle };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms).unref());
}
