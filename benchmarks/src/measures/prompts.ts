import { median } from '../parts/statistics.js';
import { sentence, startTalk } from '../parts/talk.js';
import type { Measure } from '../measure.js';
import type { Row } from '../row.js';
import type { PromptShape } from '../parts/prompt-shape.js';

/** Turns around which tokens are counted: a number of whole cycles of compaction. */
const cycle = 16;

/** What a model is sent, and how much of it its provider has seen just before. */
export const prompts: Measure = {
  id: 'prompts',
  about: 'What a model is sent for a turn, and how much of that its provider has in its cache.',
  async run({ openGround, depth }) {
    await using ground = await openGround();
    const worker = await ground.startWorker('durable');
    const talk = await startTalk(ground, 'durable', 'prompts');
    const around = depth === 'whole' ? [40, 200] : [40];
    const asked: number[] = [];
    const shares: number[] = [];
    await ground.model();
    for (let turn = 1; turn <= Math.max(...around) + cycle / 2; turn += 1) {
      await talk.turn(sentence(turn));
      const shapes = await ground.model();
      asked.push(shapes.reduce((sum, { length }) => sum + length, 0));
      // A turn that also summed up has a second prompt, and the plan after it a new beginning.
      if (shapes.length === 1) shares.push(...shapes.map(shareOf));
    }
    await worker.stop();
    const meanAround = (turn: number): number => {
      const some = asked.slice(turn - cycle / 2, turn + cycle / 2);
      return some.reduce((sum, length) => sum + length, 0) / some.length;
    };
    const rows: Row[] = [
      {
        what: 'of a prompt, in common with the one before',
        unit: '%',
        values: [100 * median(shares)],
        limit: { of: 'value', atLeast: 90 },
      },
      {
        what: 'sent to the model for a turn, around turn 40',
        unit: 'characters',
        values: [meanAround(40)],
      },
    ];
    if (depth === 'whole') {
      rows.push({
        what: 'the same around turn 200, as a share of that',
        unit: '×',
        values: [meanAround(200) / meanAround(40)],
        limit: { of: 'value', atMost: 1.05 },
      });
    }
    return rows;
  },
};

function shareOf({ shared, length }: PromptShape): number {
  return shared / length;
}
