import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Block, PlayedBlock } from '../workers/schedule-player.js';

/** Threads that play schedules, one for each processor. */
export interface SchedulePlayers {
  /** Plays a block on a thread that is free. */
  play(block: Block): Promise<PlayedBlock>;
  readonly count: number;
  close(): Promise<void>;
}

export function schedulePlayers(): SchedulePlayers {
  const file = join(import.meta.dirname, '../workers/schedule-player.ts');
  const threads = Array.from({ length: availableParallelism() }, () => new Worker(file));
  const free = [...threads];
  return {
    count: threads.length,
    async play(block) {
      const thread = free.pop();
      if (thread === undefined) throw new Error('More blocks than threads are played at once.');
      thread.postMessage(block, []);
      const [played] = (await once(thread, 'message')) as [PlayedBlock];
      free.push(thread);
      return played;
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
