import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDevServer } from '@durable-goals/dev-server';
import type { Claim, Proof } from '../claim.js';
import { startPlanningServer } from '../errands/planning-server.js';
import { haveErrandsDone, openSite, type UnderWay } from '../errands/site.js';
import { stoppingAll } from '../parts/at-end.js';
import { missingPrograms, toxiproxy } from '../parts/go-programs.js';
import { seededRandom } from '../parts/seeded-random.js';
import { startToxiproxy, type Toxic, type Way } from '../parts/toxiproxy.js';

/** How a way is broken: by toxics, or cut off. */
type Break = readonly Toxic[] | 'cut';

const breaks: Readonly<Record<string, Break>> = {
  'black hole': [{ type: 'timeout', attributes: { timeout: 0 } }],
  resets: [{ type: 'reset_peer', attributes: { timeout: 20 } }],
  slow: [{ type: 'latency', attributes: { latency: 400, jitter: 300 } }],
  narrow: [
    { type: 'bandwidth', attributes: { rate: 8 } },
    { type: 'slicer', attributes: { average_size: 64, size_variation: 32, delay: 500 } },
  ],
  cut: 'cut',
};

type Link = 'Worker and server' | 'client and server' | 'Worker and model';

const links: readonly Link[] = ['Worker and server', 'client and server', 'Worker and model'];

/** Any network in between may fail. */
export const cutNetwork: Claim = {
  id: 'cut-network',
  promise: 'A network that drops, resets, delays or throttles loses nothing, wherever it is.',
  done: "With 10 people's conversations under way, toxiproxy breaks the way between two parts for seconds at a time, mends it, and breaks it again; people say again, with the same id, what wasn't answered.",
  missing: async () => await missingPrograms(toxiproxy),
  async prove(proof) {
    await Promise.all(links.map(async (link) => await tryLink(proof, link)));
  },
};

async function tryLink(proof: Proof, link: Link): Promise<void> {
  // In short, every kind of break at each place, in one go; else each by itself, three times over.
  const whole = `between ${link}: ${Object.keys(breaks).join(', ')}`;
  if (proof.depth === 'short') {
    await proof.check(whole, async () => {
      const kinds = Object.entries(breaks);
      await tryBreaks(proof, link, { name: 'all', kinds, seconds: 2.5, errands: 2 });
    });
    return;
  }
  for (const [kind, how] of Object.entries(breaks)) {
    await proof.check(`between ${link}: ${kind}`, async () => {
      const kinds = [1, 2, 3].map((): [string, Break] => [kind, how]);
      await tryBreaks(proof, link, { name: kind, kinds, seconds: 8, errands: 3 });
    });
  }
}

interface Plan {
  /** Of the folder that its ledger is in. */
  readonly name: string;
  readonly kinds: readonly (readonly [string, Break])[];
  /** How long each lasts. */
  readonly seconds: number;
  /** Of each conversation. */
  readonly errands: number;
}

async function tryBreaks(proof: Proof, link: Link, plan: Plan): Promise<void> {
  await stoppingAll(async (atEnd) => {
    const server = await startDevServer();
    atEnd(async () => await server.stop());
    const planning = await startPlanningServer(atEnd);
    const proxy = await startToxiproxy(atEnd, proof.say);
    const address = link === 'Worker and model' ? planning.address : server.address;
    const way = await proxy.way('way', address);
    const site = await openSite({
      address: server.address,
      folder: join(proof.folder, `${link} ${plan.name}`.replaceAll(' ', '-')),
      atEnd,
      patienceMs: 300_000,
      ...(link === 'client and server' ? { clientAddress: way.address } : {}),
    });
    await site.startWorker({
      ...(link === 'Worker and server' ? { address: way.address } : {}),
      ...(link === 'Worker and model' ? { modelUrl: `http://${way.address}/v1` } : {}),
    });
    // A way that is only slow may let everybody finish: there are errands until it was broken each time.
    let isBreaking = true;
    const underWay = await haveErrandsDone(site, {
      people: 10,
      errands: plan.errands,
      name: 'cut',
      goOn: () => isBreaking,
    });
    const broken = await breakWhile(underWay, way, { ...plan, seed: proof.seed }).finally(() => {
      isBreaking = false;
    });
    await underWay.checked();
    if (broken < plan.kinds.length) {
      throw new Error(`The errands were done after ${broken} of ${plan.kinds.length} breaks.`);
    }
    for (const [what, times] of site.counts) proof.note(`${what} between ${link}`, times);
  });
}

/** Breaks the way in each of the ways, and mends it in between. @returns how often it was broken. */
async function breakWhile(
  underWay: UnderWay,
  way: Way,
  { kinds, seconds, seed }: Pick<Plan, 'kinds' | 'seconds'> & { readonly seed: number },
): Promise<number> {
  const random = seededRandom(seed);
  let broken = 0;
  for (const [, how] of kinds) {
    await sleep(300 + random() * 700);
    if (underWay.isOver()) break;
    await (how === 'cut' ? way.cut() : way.breakBy(how));
    await sleep(seconds * 1_000);
    await way.mend();
    broken += 1;
  }
  return broken;
}
