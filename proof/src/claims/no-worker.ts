import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDevServer } from '@durable-goals/dev-server';
import { sqliteStore } from '@durable-goals/store';
import type { Claim, Proof } from '../claim.js';
import { haveErrandsDone, openSite, type Site } from '../errands/site.js';
import { stoppingAll } from '../parts/at-end.js';
import { seededRandom } from '../parts/seeded-random.js';

/** What a person can bear: an answer that it is kept, and a look at how it stands. In milliseconds. */
const keptWithinMs = 6_000;
const seenWithinMs = 2_500;

/** Workers may all be gone. */
export const noWorker: Claim = {
  id: 'no-worker',
  promise:
    'Without any Worker, what people say is kept and taken once, in order, when one is back; what was said can be read.',
  done: 'All Workers are killed; messages, an approval and an end are sent, states and transcripts read against the clock; a Worker is started again. Then one is killed ten times (four in the short form), each time as soon as it is back.',
  async prove(proof) {
    await proof.check('nobody there', async () => await tryNobody(proof));
    await proof.check('kills in a row', async () => await tryKillsInARow(proof));
  },
};

async function tryNobody(proof: Proof): Promise<void> {
  await stoppingAll(async (atEnd) => {
    const server = await startDevServer();
    atEnd(async () => await server.stop());
    const folder = join(proof.folder, 'nobody');
    const site = await openSite({ address: server.address, folder, atEnd });
    const store = join(folder, 'conversations.db');
    const before = await site.startWorker({ store });
    const talker = await site.caller('talker');
    await talker.chat.send('talker note 0');
    const buyer = await site.caller('buyer');
    const [call] = (await buyer.chat.send('buyer errand 0', { id: 'buyer errand 0' })).approvals;
    if (call === undefined) throw new Error('Nothing waits for approval.');
    const leaver = await site.caller('leaver');
    await leaver.chat.send('leaver note 0');
    await before.kill();

    const notes = [1, 2, 3].map((number) => `talker note ${number}`);
    for (const note of notes) {
      const { state } = await within('a message', keptWithinMs, () =>
        talker.chat.send(note, { id: note }),
      );
      if (state !== 'queued') throw new Error(`A message was answered with '${state}'.`);
    }
    const approved = await within('an approval', keptWithinMs, () =>
      buyer.chat.approve(call, { id: 'yes' }),
    );
    if (approved.state !== 'queued') throw new Error(`'${approved.state}', for an approval.`);
    await within('an end', keptWithinMs, () => leaver.chat.end());
    const status = await within('a status', seenWithinMs, () => talker.chat.status());
    if (status.stale !== true) throw new Error('A status with nobody to ask is not marked stale.');
    await checkStore(store);

    await site.startWorker({ store });
    const { outcome } = await leaver.chat.result();
    if (outcome !== 'ended') throw new Error(`The end that was kept led to '${outcome}'.`);
    const said = async (): Promise<readonly string[]> =>
      (await talker.chat.messages()).flatMap(({ role, text = '' }) =>
        role === 'user' ? [text] : [],
      );
    for (const until = Date.now() + 30_000; (await said()).length < 4; await sleep(200)) {
      if (Date.now() > until) throw new Error('What was kept was not taken.');
    }
    await talker.chat.waitFor(['awaiting-user']);
    const order = (await said()).join(', ');
    if (order !== ['talker note 0', ...notes].join(', ')) throw new Error(`Taken: ${order}.`);
    await finishErrand(site, buyer);
  });
}

/** The approval that was kept counted once; the errand is finished. */
async function finishErrand(
  site: Site,
  caller: Awaited<ReturnType<Site['caller']>>,
): Promise<void> {
  const { chat } = caller;
  const answer = await chat.send('buyer errand 0', { id: 'buyer errand 0' });
  if (answer.text !== 'Done: buyer errand 0.') throw new Error(`The errand ended: ${answer.text}`);
  await chat.send('buyer bye');
  await site.check(caller, ['buyer errand 0']);
}

/** Transcript, list and approvals are read from the store, without Temporal or a Worker. */
async function checkStore(file: string): Promise<void> {
  const store = sqliteStore(file);
  try {
    await within('the store', 1_000, async () => {
      const { messages } = await store.transcript({ conversationId: 'talker' });
      const words = messages.map(({ text }) => text).join(' | ');
      if (!words.endsWith('talker note 0 | Noted: talker note 0.')) {
        throw new Error(`The store's transcript is: ${words}`);
      }
      const ids = (await store.conversations()).items.map(({ conversationId }) => conversationId);
      if (ids.toSorted().join(' ') !== 'buyer leaver talker')
        throw new Error(`It lists ${ids.join(' ')}.`);
      const [waiting] = (await store.pending()).items;
      if (waiting?.conversationId !== 'buyer') throw new Error('It shows no approval that waits.');
    });
  } finally {
    await store.close();
  }
}

async function within<Result>(
  what: string,
  mostMs: number,
  call: () => Promise<Result>,
): Promise<Result> {
  const begun = performance.now();
  const result = await call();
  const tookMs = Math.round(performance.now() - begun);
  if (tookMs > mostMs) throw new Error(`It took ${tookMs} ms until ${what} was answered.`);
  return result;
}

async function tryKillsInARow(proof: Proof): Promise<void> {
  await stoppingAll(async (atEnd) => {
    const server = await startDevServer();
    atEnd(async () => await server.stop());
    const folder = join(proof.folder, 'kills');
    const kills = proof.depth === 'short' ? 4 : 10;
    const site = await openSite({ address: server.address, folder, atEnd, patienceMs: 300_000 });
    let worker = await site.startWorker();
    let killed = 0;
    const goOn = (): boolean => killed < kills;
    const people = { people: 6, errands: 2, name: 'again', goOn };
    const underWay = await haveErrandsDone(site, people);
    const begun = Date.now();
    const random = seededRandom(proof.seed);
    for (; killed < kills; killed += 1) {
      await sleep(500 + random() * 3_000);
      if (underWay.isOver()) throw new Error(`The errands were done after ${killed} kills.`);
      await worker.kill();
      worker = await site.startWorker();
    }
    proof.note('seconds for the kills', Math.round((Date.now() - begun) / 1_000));
    await underWay.checked();
    for (const [what, times] of site.counts) proof.note(`${what} between the kills`, times);
  });
}
