import { startTalk } from '../parts/talk.js';
import type { Measure } from '../measure.js';

/** What a conversation that waits for its person takes of a Worker. */
export const parked: Measure = {
  id: 'parked',
  about: 'Memory of a Worker that keeps conversations which wait for their persons.',
  isLong: true,
  async run({ openGround, depth }) {
    await using ground = await openGround();
    const [count, atOnce] = depth === 'whole' ? [1_500, 25] : [200, 20];
    const worker = await ground.startWorker('durable');
    for (let index = 0; index < 20; index += 1) await startTalk(ground, 'durable', `warm-${index}`);
    const before = (await worker.usage({ afterGc: true })).rssBytes;
    for (let index = 0; index < count; index += atOnce) {
      await Promise.all(
        Array.from({ length: atOnce }, (_, at) =>
          startTalk(ground, 'durable', `parked-${index + at}`),
        ),
      );
      await ground.model();
    }
    const after = (await worker.usage({ afterGc: true })).rssBytes;
    await worker.stop();
    return [
      {
        what: `a parked conversation, of ${count} in one Worker: memory`,
        unit: 'kB',
        values: [(after - before) / count / 1_000],
        // What a Worker takes once is not much for each of 1,500, and is for each of fewer.
        ...(depth === 'whole' ? { limit: { of: 'value', atMost: 400 } } : {}),
      },
    ];
  },
};
