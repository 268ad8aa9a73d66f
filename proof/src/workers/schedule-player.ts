import { parentPort } from 'node:worker_threads';
import { playSchedule } from '../../../packages/core/test/conversation/play-schedule.js';

/** Schedules to play: one for each seed from the first on. */
export interface Block {
  readonly from: number;
  readonly count: number;
}

/** What came of a block. */
export interface PlayedBlock {
  readonly taken: number;
  readonly handOvers: number;
  readonly broken: readonly { readonly seed: number; readonly problem: string }[];
}

/** What happens in one schedule. */
const steps = 120;

parentPort?.on('message', (block: Block) => parentPort?.postMessage(play(block), []));

function play({ from, count }: Block): PlayedBlock {
  const broken: { seed: number; problem: string }[] = [];
  let taken = 0;
  let handOvers = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    try {
      const played = playSchedule(seed, steps);
      taken += played.taken;
      handOvers += played.handOvers;
    } catch (error) {
      broken.push({ seed, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return { taken, handOvers, broken };
}
