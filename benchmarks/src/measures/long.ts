import { historySize } from '../parts/history-size.js';
import { sentence, startTalk } from '../parts/talk.js';
import type { Measure } from '../measure.js';

/** Turns around which bytes are counted: as many as a run has, so that one hand-over is among them. */
const around = 250;

/** Whether a turn costs the same however long the talk is. */
export const long: Measure = {
  id: 'long',
  about:
    'What is stored of a turn after a thousand turns, against the first ones, hand-overs included.',
  isLong: true,
  async run({ openGround, depth }) {
    await using ground = await openGround();
    const [early, late] = depth === 'whole' ? [around, 4 * around] : [around, 2 * around];
    const worker = await ground.startWorker('durable');
    const talk = await startTalk(ground, 'durable', 'long');
    const bytesAt = new Map<number, number>();
    const at = [early, late].flatMap((turn) => [turn - around / 2, turn + around / 2]);
    for (let turn = 1; turn <= Math.max(...at); turn += 1) {
      await talk.turn(sentence(turn));
      if (at.includes(turn)) bytesAt.set(turn, (await historySize(ground.client, talk.id)).bytes);
      if (turn % 100 === 0) await ground.model();
    }
    await worker.stop();
    const perTurn = (turn: number): number =>
      ((bytesAt.get(turn + around / 2) ?? NaN) - (bytesAt.get(turn - around / 2) ?? NaN)) / around;
    return [
      { what: `stored for a turn, around turn ${early}`, unit: 'bytes', values: [perTurn(early)] },
      {
        what: `the same around turn ${late}, as a share of that`,
        unit: '×',
        values: [perTurn(late) / perTurn(early)],
        limit: { of: 'value', atMost: 1.05 },
      },
    ];
  },
};
