import { startTalk } from '../parts/talk.js';
import type { Kind } from '../parts/ground.js';
import type { Measure } from '../measure.js';

/** From the start of a Worker's process to the first reply. */
export const start: Measure = {
  id: 'start',
  about: 'A Worker process starts while a message waits for it: until its reply is there.',
  async run({ openGround, depth }) {
    await using ground = await openGround();
    const times: Record<Kind, number[]> = { raw: [], durable: [] };
    for (let repeat = 0; repeat < (depth === 'whole' ? 10 : 4); repeat += 1) {
      for (const kind of ['raw', 'durable'] as const) {
        const began = performance.now();
        const starting = ground.startWorker(kind);
        await startTalk(ground, kind, `start-${kind}-${repeat}`);
        // The first one also fills the caches of the disk.
        if (repeat > 0) times[kind].push(performance.now() - began);
        await (await starting).stop();
      }
    }
    const { raw, durable: values } = times;
    return [
      {
        what: "from the start of a Worker's process to its first reply",
        unit: 'ms',
        values,
        raw,
        limit: { of: 'value', atMost: 1_000, isShownOnly: true },
      },
    ];
  },
};
