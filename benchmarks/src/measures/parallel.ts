import type { Measure } from '../measure.js';

const tools = 5;

/** Tools of one answer run side by side. */
export const parallel: Measure = {
  id: 'parallel',
  about: `${tools} tools of a second each, asked for in one answer.`,
  async run({ openGround, depth }) {
    await using ground = await openGround();
    const worker = await ground.startWorker('durable');
    const calls = Array.from({ length: tools }, (_, which) => ({
      tool: 'Wait',
      input: { ms: 1_000, which },
    }));
    const question = JSON.stringify({ response: 'Well.', next: 'question' });
    const both = [JSON.stringify({ response: 'I wait.', next: 'confirm', calls }), question];
    await ground.model({ script: [question] });
    const chat = await ground.agents().start('waits', { conversationId: 'waits' });
    await chat.waitFor();
    const values: number[] = [];
    for (let repeat = 0; repeat < (depth === 'whole' ? 7 : 3); repeat += 1) {
      await ground.model({ script: both });
      const began = performance.now();
      const { tools: ran } = await chat.send('Wait.');
      values.push(performance.now() - began);
      if (ran.length !== tools) throw new Error(`${ran.length} tools ran instead of ${tools}.`);
    }
    await worker.stop();
    return [
      {
        what: `a turn with ${tools} tools of a second each`,
        unit: 'ms',
        values,
        limit: { of: 'value', atMost: 1_200, isShownOnly: true },
      },
    ];
  },
};
