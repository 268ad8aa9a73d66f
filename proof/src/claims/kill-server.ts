import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim, Proof } from '../claim.js';
import { haveErrandsDone, openSite } from '../errands/site.js';
import { stoppingAll } from '../parts/at-end.js';
import { startKillableServer } from '../parts/killable-server.js';
import { seededRandom } from '../parts/seeded-random.js';

/** How long the server is away each time, in milliseconds, and how often. */
interface Outage {
  readonly awayMs: number;
  readonly kills: number;
  readonly people: number;
  readonly errands: number;
}

const short: readonly Outage[] = [{ awayMs: 1_000, kills: 3, people: 6, errands: 2 }];
const all: readonly Outage[] = [
  ...short,
  { awayMs: 0, kills: 8, people: 10, errands: 4 },
  { awayMs: 5_000, kills: 4, people: 10, errands: 4 },
  { awayMs: 20_000, kills: 2, people: 10, errands: 3 },
];

/** Temporal itself may crash. */
export const killServer: Claim = {
  id: 'kill-server',
  promise: 'A crash of the Temporal server loses no message, approval or tool call.',
  done: "The dev server is killed with -9 in the middle of conversations and started again on its file, while the Worker goes on; people say again, with the same id, what wasn't answered.",
  async prove(proof) {
    for (const outage of proof.depth === 'all' ? all : short) {
      const name = `${outage.kills} kills, ${outage.awayMs / 1_000} s away`;
      await proof.check(name, async () => await tryOutage(proof, name, outage));
    }
  },
};

async function tryOutage(proof: Proof, name: string, outage: Outage): Promise<void> {
  const random = seededRandom(proof.seed);
  const folder = join(proof.folder, name.replaceAll(/\W+/g, '-'));
  await stoppingAll(async (atEnd) => {
    const server = await startKillableServer(folder);
    atEnd(async () => await server.stop());
    const site = await openSite({ address: server.address, folder, atEnd, patienceMs: 240_000 });
    await site.startWorker();
    const { people, errands } = outage;
    let killed = 0;
    const goOn = (): boolean => killed < outage.kills;
    const underWay = await haveErrandsDone(site, { people, errands, name: 'killed', goOn });
    for (; killed < outage.kills; killed += 1) {
      await sleep(500 + random() * 1_500);
      if (underWay.isOver()) break;
      await server.kill();
      await sleep(outage.awayMs);
      await server.restart();
    }
    await underWay.checked();
    if (killed < outage.kills) {
      throw new Error(`The errands were done after ${killed} of ${outage.kills} kills.`);
    }
    for (const [what, times] of site.counts) proof.note(`${what} after ${name}`, times);
  });
}
