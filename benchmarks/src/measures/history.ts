import { historySize } from '../parts/history-size.js';
import { sentence, startTalk, type TalkKind } from '../parts/talk.js';
import type { Measure } from '../measure.js';
import type { Row } from '../row.js';

const turns = 20;

/** What one turn adds to Temporal's history. */
export const history: Measure = {
  id: 'history',
  about: 'What a chat turn adds to the history: its events are most of what it costs the server.',
  async run({ openGround }) {
    await using ground = await openGround();
    const workers = [await ground.startWorker('raw'), await ground.startWorker('durable')];
    const rawTurn = await perTurn('raw');
    const rows: Row[] = [];
    for (const kind of ['durable', 'checked'] as const) {
      const turn = await perTurn(kind);
      const what = kind === 'checked' ? 'a chat turn with validation' : 'a chat turn';
      rows.push(
        {
          what: `${what}: events`,
          unit: 'events',
          values: [turn.events],
          raw: [rawTurn.events],
          limit: { of: 'value', atMost: 11.5 },
        },
        {
          what: `${what}: bytes of history`,
          unit: 'bytes',
          values: [turn.bytes],
          raw: [rawTurn.bytes],
          limit: { of: 'value', atMost: 7_000 },
        },
      );
    }
    await Promise.all(workers.map((worker) => worker.stop()));
    return rows;

    async function perTurn(kind: TalkKind) {
      const talk = await startTalk(ground, kind, `history-${kind}`);
      const before = await historySize(ground.client, talk.id);
      for (let turn = 1; turn <= turns; turn += 1) await talk.turn(sentence(turn));
      const after = await historySize(ground.client, talk.id);
      return {
        events: (after.events - before.events) / turns,
        bytes: (after.bytes - before.bytes) / turns,
      };
    }
  },
};
