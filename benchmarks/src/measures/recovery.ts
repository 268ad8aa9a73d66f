import { historySize } from '../parts/history-size.js';
import { sentence, startTalk } from '../parts/talk.js';
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
    const times = { query: [] as number[], update: [] as number[] };
    let worker = await ground.startWorker('durable');
    const talk = await startTalk(ground, 'durable', 'recovery');
    let turn = 1;
    for (; (await historySize(ground.client, talk.id)).events < events;) {
      for (const until = turn + 10; turn < until; turn += 1) await talk.turn(sentence(turn));
    }
    const chat = ground.agents().conversation(talk.id);
    for (let repeat = 0; repeat < (depth === 'whole' ? 5 : 3); repeat += 1) {
      for (const asked of ['query', 'update'] as const) {
        // It has the conversation, and not the Worker that comes.
        await talk.turn(sentence((turn += 1)));
        const next = await ground.startWorker('durable');
        await worker.stop('SIGKILL');
        const began = performance.now();
        if (asked === 'update') await talk.turn(sentence((turn += 1)));
        else while ((await chat.status()).stale === true);
        times[asked].push(performance.now() - began);
        worker = next;
      }
    }
    await worker.stop();
    return (['query', 'update'] as const).map((asked): Row => ({
      what: `after SIGKILL: until the first ${asked === 'query' ? 'status' : 'reply'}`,
      unit: 'ms',
      values: times[asked],
      limit: { of: 'value', atMost: 2_000, isShownOnly: true },
    }));
  },
};
