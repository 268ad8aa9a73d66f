import type { Ground, Kind } from '../parts/ground.js';
import { historySize } from '../parts/history-size.js';
import { sentence, startTalk, type Talk } from '../parts/talk.js';
import type { Measure } from '../measure.js';
import type { Row } from '../row.js';

/** Events of the conversation that is to be taken over. */
const events = 1_000;

/** How long a conversation does not answer when its Worker was killed and another one is there. */
export const recovery: Measure = {
  id: 'recovery',
  about: `SIGKILL for the Worker of a conversation with ${events} events; another one is up.`,
  async run({ openGround, depth }) {
    await using ground = await openGround();
    const repeats = depth === 'whole' ? 9 : 3;
    const durable = await recoveries(ground, 'durable', repeats);
    // It says how much of the time is Temporal's own, which takes too long to be asked each time.
    const raw = depth === 'whole' ? await recoveries(ground, 'raw', repeats) : undefined;
    return asked.map((what): Row => ({
      what: `after SIGKILL: until the first ${what === 'query' ? 'status' : 'reply'}`,
      unit: 'ms',
      values: durable[what],
      ...(raw === undefined ? {} : { raw: raw[what] }),
      limit: { of: 'value', atMost: 2_000, isShownOnly: true },
    }));
  },
};

const asked = ['query', 'update'] as const;

/** How long each answer took. */
type Recoveries = Readonly<Record<(typeof asked)[number], number[]>>;

async function recoveries(ground: Ground, kind: Kind, repeats: number): Promise<Recoveries> {
  const times: Recoveries = { query: [], update: [] };
  let worker = await ground.startWorker(kind);
  const talk = await startTalk(ground, kind, `recovery-${kind}`);
  let turn = 1;
  for (; (await historySize(ground.client, talk.id)).events < events;) {
    for (const until = turn + 10; turn < until; turn += 1) await talk.turn(sentence(turn));
  }
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const what of asked) {
      // It has the conversation, and not the Worker that comes.
      await talk.turn(sentence((turn += 1)));
      const next = await ground.startWorker(kind);
      await worker.stop('SIGKILL');
      const began = performance.now();
      if (what === 'update') await talk.turn(sentence((turn += 1)));
      else await look(ground, kind, talk);
      times[what].push(performance.now() - began);
      worker = next;
    }
  }
  await worker.stop();
  return times;
}

/** Asks a Worker how it stands; the raw loop has no Query but Temporal's own. */
async function look(ground: Ground, kind: Kind, { id }: Talk): Promise<void> {
  if (kind === 'raw') await ground.client.workflow.getHandle(id).query('__stack_trace');
  else while ((await ground.agents().conversation(id).status()).stale === true);
}
