import type { Claim, Proof } from '../claim.js';
import { failingSeeds, keepFailingSeeds } from '../parts/failing-seeds.js';
import { schedulePlayers, type SchedulePlayers } from '../parts/schedule-players.js';

const id = 'reducer-schedules';
const schedules = { short: 2_000, all: 100_000 } as const;
const blockSize = 500;

/** The pure half of the Workflow under everything that people, models and tools may do, in any order. */
export const reducerSchedules: Claim = {
  id,
  promise:
    'In any order of messages, decisions, results and failures a conversation is in order, answers everybody once, runs a call once and only approved, and can end.',
  done: 'Drawn schedules of 120 events are fed to the reducer, which is looked at after each; those that broke it once come first.',
  async prove(proof) {
    const players = schedulePlayers();
    try {
      for (const seed of await failingSeeds(id)) {
        await proof.check(`schedule ${seed}`, async () => {
          await holds(players, { from: seed, count: 1 });
        });
      }
      await playAll(proof, players);
    } finally {
      await players.close();
    }
  },
};

async function playAll(proof: Proof, players: SchedulePlayers): Promise<void> {
  const { depth, seed, check, wants, note } = proof;
  const count = schedules[depth];
  const blocks = Array.from({ length: count / blockSize }, (_, index) => {
    const from = seed + index * blockSize;
    return { from, count: blockSize, name: `schedules ${from} to ${from + blockSize - 1}` };
  });
  const total = { taken: 0, handOvers: 0 };
  const waiting = blocks.filter(({ name }) => wants(name));
  if (waiting.length === 0) {
    // A single one is asked for by its name.
    for (let one = seed; one < seed + count; one += 1) {
      if (!wants(`schedule ${one}`)) continue;
      await check(`schedule ${one}`, async () => {
        await holds(players, { from: one, count: 1 });
      });
    }
    return;
  }
  const work = async (): Promise<void> => {
    for (let block = waiting.shift(); block !== undefined; block = waiting.shift()) {
      const { name, ...range } = block;
      await check(name, async () => {
        const { taken, handOvers } = await holds(players, range);
        total.taken += taken;
        total.handOvers += handOvers;
        // A schedule in which nothing comes about proves nothing.
        if (taken < range.count || handOvers < range.count / 10) {
          throw new Error(`Only ${taken} messages were taken and ${handOvers} runs handed over.`);
        }
      });
    }
  };
  await Promise.all(Array.from({ length: players.count }, work));
  note('schedules', count);
  note('messages taken', total.taken);
  note('hand-overs', total.handOvers);
}

/** @throws `Error` that names the first schedule that breaks a promise; all are kept in the file. */
async function holds(
  players: SchedulePlayers,
  block: { readonly from: number; readonly count: number },
): Promise<{ readonly taken: number; readonly handOvers: number }> {
  const { broken, ...total } = await players.play(block);
  const [first] = broken;
  if (first === undefined) return total;
  const seeds = broken.map(({ seed }) => seed);
  await keepFailingSeeds(id, seeds);
  throw new Error(
    `Schedule ${first.seed} breaks it: ${first.problem}` +
      (seeds.length === 1 ? '' : ` So do ${seeds.length - 1} more of this block.`),
  );
}
