import { quantile, median } from '../parts/statistics.js';
import { sentence, startTalk, type TalkKind } from '../parts/talk.js';
import type { Ground, MeasuredWorker } from '../parts/ground.js';
import type { Measure } from '../measure.js';
import type { Row } from '../row.js';

const kinds = ['raw', 'durable', 'checked'] as const;

/** What one repeat with one loop gave, each for a turn. */
interface Repeat {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly workerCpuMs: number;
  readonly serverCpuMs: number | undefined;
}

/** How long a person waits for a reply, and what that takes of the processor. */
export const turn: Measure = {
  id: 'turn',
  about: 'A chat turn by Update, one after the other, with a model that answers at once.',
  async run({ ground, depth }) {
    const [repeats, turns] = depth === 'whole' ? [5, 150] : [3, 40];
    const workers = {
      raw: await ground.startWorker('raw'),
      durable: await ground.startWorker('durable'),
    };
    const measured: Record<TalkKind, Repeat[]> = { raw: [], durable: [], checked: [] };
    // What is compared takes turns, so that whatever else the machine does meets all of them.
    for (let repeat = 0; repeat <= repeats; repeat += 1) {
      for (const kind of kinds) {
        const worker = workers[kind === 'raw' ? 'raw' : 'durable'];
        const count = repeat === 0 ? turns / 2 : turns;
        const one = await repeatOf(ground, worker, { kind, id: `turn-${kind}-${repeat}`, count });
        // The first one only warms up.
        if (repeat > 0) measured[kind].push(one);
      }
    }
    await Promise.all(Object.values(workers).map((worker) => worker.stop()));
    return rowsOf(measured);
  },
};

async function repeatOf(
  ground: Ground,
  worker: MeasuredWorker,
  { kind, id, count }: { readonly kind: TalkKind; readonly id: string; readonly count: number },
): Promise<Repeat> {
  const talk = await startTalk(ground, kind, id);
  const before = { worker: (await worker.usage()).cpuMs, server: await ground.serverCpuMs() };
  const times: number[] = [];
  for (let turn = 1; turn <= count; turn += 1) {
    const began = performance.now();
    await talk.turn(sentence(turn));
    times.push(performance.now() - began);
  }
  const after = { worker: (await worker.usage()).cpuMs, server: await ground.serverCpuMs() };
  await ground.model();
  return {
    medianMs: median(times),
    p95Ms: quantile(times, 0.95),
    workerCpuMs: (after.worker - before.worker) / count,
    serverCpuMs:
      after.server === undefined || before.server === undefined
        ? undefined
        : (after.server - before.server) / count,
  };
}

function rowsOf(measured: Readonly<Record<TalkKind, readonly Repeat[]>>): readonly Row[] {
  const row = (
    name: string,
    kind: TalkKind,
    { of, atMost }: { readonly of: keyof Repeat; readonly atMost: number },
  ): readonly Row[] => {
    const values = measured[kind].flatMap((one) => one[of] ?? []);
    const raw = measured.raw.flatMap((one) => one[of] ?? []);
    const what = `${kind === 'checked' ? 'a chat turn with validation' : 'a chat turn'}: ${name}`;
    return values.length === 0
      ? []
      : [{ what, unit: 'ms', values, raw, limit: { of: 'ratio', atMost } }];
  };
  return [
    ...row('median', 'durable', { of: 'medianMs', atMost: 1.2 }),
    ...row('95th percentile', 'durable', { of: 'p95Ms', atMost: 1.3 }),
    ...row('processor time of the Worker', 'durable', { of: 'workerCpuMs', atMost: 1.2 }),
    ...row('processor time of the server', 'durable', { of: 'serverCpuMs', atMost: 1.15 }),
    ...row('median', 'checked', { of: 'medianMs', atMost: 1.2 }),
  ];
}
