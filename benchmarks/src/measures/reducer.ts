import type { DecisionsOrder, DecisionsReport } from '../durable/decisions.js';
import type { Measure } from '../measure.js';
import { startChild } from '../parts/child.js';
import type { Row } from '../row.js';

/** A conversation of usual length, and one that has as many messages and ids as are kept. */
const lengths = [
  { turns: 20, what: 'decisions of conversations of 20 turns' },
  { turns: 10_000, what: 'decisions of a conversation of 10,000 turns' },
];

/** What decides in a conversation, without Temporal around it. */
export const reducer: Measure = {
  id: 'reducer',
  about: 'The decisions of conversations, short and long: messages, plans, summaries.',
  async run({ depth }) {
    const rows: Row[] = [];
    const repeats = depth === 'whole' ? 9 : 5;
    for (const { turns, what } of lengths) {
      // In a process of its own, like a Workflow's thread: what the SDK's bundler changes would make all lists slow.
      const process_ = await startChild('durable/decisions.ts');
      const order: DecisionsOrder = { turns, steps: 40_000, repeats };
      const { values } = await process_.ask<DecisionsReport>(order);
      await process_.stop('SIGKILL');
      const limit = { of: 'value', atLeast: 250_000, isShownOnly: true } as const;
      rows.push({ what, unit: 'steps/s', values, limit });
    }
    return rows;
  },
};
