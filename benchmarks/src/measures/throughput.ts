import { inTurn, roundsOf } from '../parts/rounds.js';
import { startTalk, talkAtOnce, type TalkKind } from '../parts/talk.js';
import type { Ground } from '../parts/ground.js';
import type { Measure } from '../measure.js';
import type { Row } from '../row.js';

const kinds = ['raw', 'durable', 'checked'] as const;

/** Many conversations at once. */
export const throughput: Measure = {
  id: 'throughput',
  about: 'Many conversations at once on one Worker, with models that take their time.',
  async run({ openGround, depth, say }) {
    await using ground = await openGround();
    const whole = depth === 'whole';
    const size = whole ? { talks: 50, turns: 10 } : { talks: 12, turns: 5 };
    const counts = { whole: 3, short: { atLeast: 3, atMost: 4, forMs: 20_000 } };
    const workers = [await ground.startWorker('raw'), await ground.startWorker('durable')];
    const rows: Row[] = [];
    await turnsPerSecond(ground, 'raw', { ...size, id: 'warm-raw' });
    await turnsPerSecond(ground, 'durable', { ...size, id: 'warm-durable' });
    for (const latencyMs of whole ? [0, 300, 1_000] : [0, 300]) {
      await ground.model({ latencyMs });
      const rates: Record<TalkKind, number[]> = { raw: [], durable: [], checked: [] };
      for (const round of roundsOf(depth, counts)) {
        for (const kind of inTurn(kinds, round)) {
          const id = `many-${kind}-${latencyMs}-${round}`;
          rates[kind].push(await turnsPerSecond(ground, kind, { ...size, id }));
        }
      }
      say(`  ${latencyMs} ms done`);
      const about = `${size.talks} conversations at once, the model takes ${latencyMs} ms`;
      rows.push(
        row(about, { values: rates.durable, raw: rates.raw, atLeast: 0.9 }),
        row(`${about}, with validation`, {
          values: rates.checked,
          raw: rates.raw,
          atLeast: 0.8,
        }),
      );
    }
    await Promise.all(workers.map((worker) => worker.stop()));
    return rows;
  },
};

function row(
  what: string,
  rates: { readonly values: number[]; readonly raw: number[]; readonly atLeast: number },
): Row {
  const { values, raw, atLeast } = rates;
  return { what, unit: 'turns/s', values, raw, limit: { of: 'ratio', atLeast } };
}

async function turnsPerSecond(
  ground: Ground,
  kind: TalkKind,
  { talks, turns, id }: { readonly talks: number; readonly turns: number; readonly id: string },
): Promise<number> {
  const started = await Promise.all(
    Array.from({ length: talks }, (_, index) => startTalk(ground, kind, `${id}-${index}`)),
  );
  const took = await talkAtOnce(started, turns);
  await ground.model();
  return (1_000 * talks * turns) / took;
}
