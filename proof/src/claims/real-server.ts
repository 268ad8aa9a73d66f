import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim, Proof } from '../claim.js';
import { holdGoldenElsewhere } from '../golden/hold-elsewhere.js';
import { haveErrandsDone, openSite, type Site } from '../errands/site.js';
import { stoppingAll } from '../parts/at-end.js';
import { missingPrograms, temporalServer } from '../parts/go-programs.js';
import { startRealServer, type RealServer } from '../parts/real-server.js';
import type { WorkerProcess } from '../parts/worker-process.js';

/** What is done in the middle of errands. */
interface Trouble {
  readonly name: string;
  readonly inShort: boolean;
  readonly make: (server: RealServer, workers: readonly WorkerProcess[]) => Promise<void>;
}

const troubles: readonly Trouble[] = [
  { name: 'no trouble', inShort: true, make: async () => {} },
  {
    name: 'one of two Workers killed',
    inShort: true,
    make: async (_, [first]) => await first?.kill(),
  },
  {
    name: 'the server killed and started again',
    inShort: true,
    async make(server) {
      await server.kill();
      await sleep(1_000);
      await server.restart();
    },
  },
  {
    name: 'PostgreSQL stopped and started again',
    inShort: false,
    make: async (server) => await server.pausePostgres(3_000),
  },
];

/** What holds on the dev server holds on the one that people run in earnest. */
export const realServer: Claim = {
  id: 'real-server',
  promise: 'What holds on the dev server holds on the Temporal Server with PostgreSQL.',
  done: 'The Temporal Server 1.29.1, built from source, on a PostgreSQL of its own: the golden conversation with its Worker killed, compared with the one on the dev server, and errands by two Workers, while one of these, the server itself or PostgreSQL is killed or stopped.',
  missing: async () => await missingPrograms(temporalServer),
  async prove(proof) {
    await stoppingAll(async (atEnd) => {
      const server = await startRealServer(atEnd, proof.say);
      await proof.check('the golden conversation, its Worker killed', async () => {
        await holdGoldenElsewhere(proof, { address: server.address });
      });
      for (const trouble of troubles) {
        if (proof.depth === 'short' && !trouble.inShort && proof.wants('')) continue;
        await proof.check(trouble.name, async () => await tryTrouble(proof, server, trouble));
      }
    });
  },
};

async function tryTrouble(proof: Proof, server: RealServer, trouble: Trouble): Promise<void> {
  const id = trouble.name.replaceAll(' ', '-');
  await stoppingAll(async (atEnd) => {
    const site: Site = await openSite({
      address: server.address,
      folder: join(proof.folder, id),
      taskQueue: id,
      atEnd,
      patienceMs: 240_000,
    });
    const workers = [await site.startWorker(), await site.startWorker()];
    const underWay = await haveErrandsDone(site, { people: 6, errands: 2, name: id });
    await sleep(2_000);
    if (underWay.isOver()) throw new Error('The errands were done before there was any trouble.');
    await trouble.make(server, workers);
    await underWay.checked();
    for (const [what, times] of site.counts) proof.note(`${what} (${trouble.name})`, times);
  });
}
