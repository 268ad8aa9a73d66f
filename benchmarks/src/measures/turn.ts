import { join } from 'node:path';
import { profileClock, profiledTime, type Span } from '../parts/cpu-profile.js';
import type { Ground, MeasuredWorker } from '../parts/ground.js';
import type { TurnProfile } from '../parts/profile-report.js';
import { inTurn, roundsOf } from '../parts/rounds.js';
import { median, quantile } from '../parts/statistics.js';
import { startTalk, timedTurns, type Talk, type TalkKind } from '../parts/talk.js';
import type { Measure, Profiling } from '../measure.js';
import type { Limit, Row } from '../row.js';

const kinds = ['raw', 'durable', 'checked'] as const;

/** Turns of one loop before the other has its own: what else the machine does takes longer than these, and meets both. */
const turnsAtOnce = 10;

/** What the turns of one loop in one round gave. */
interface Round {
  readonly times: readonly number[];
  /** For a turn. */
  readonly workerCpuMs: number;
  readonly serverCpuMs: number | undefined;
  readonly span: Span;
}

/** One conversation with each loop; rounds of the same place were had in the same moments. */
type Repeat = Readonly<Record<TalkKind, readonly Round[]>>;

/** How long a person waits for a reply, and what that takes of the processor. */
export const turn: Measure = {
  id: 'turn',
  about: 'A chat turn by Update, one after the other, with a model that answers at once.',
  async run({ openGround, depth, profiling }) {
    await using ground = await openGround({ profiles: profiling?.folder });
    const workers = {
      raw: await ground.startWorker('raw'),
      durable: await ground.startWorker('durable'),
    };
    await repeatOf(ground, workers, { id: 'warm', rounds: depth === 'whole' ? 7 : 2 });
    const repeats: Repeat[] = [];
    const counts = { whole: 5, short: { atLeast: 3, atMost: 6, forMs: 30_000 } };
    for (const repeat of roundsOf(depth, counts)) {
      const rounds = depth === 'whole' ? 15 : 4;
      repeats.push(await repeatOf(ground, workers, { id: `turn-${repeat}`, rounds }));
    }
    await Promise.all(Object.values(workers).map((worker) => worker.stop()));
    if (profiling !== undefined) profiling.profiles.push(...(await profilesOf(repeats, profiling)));
    return rowsOf(repeats);
  },
};

async function repeatOf(
  ground: Ground,
  workers: Readonly<Record<'raw' | 'durable', MeasuredWorker>>,
  { id, rounds }: { readonly id: string; readonly rounds: number },
): Promise<Repeat> {
  const talks = {
    raw: await startTalk(ground, 'raw', `${id}-raw`),
    durable: await startTalk(ground, 'durable', `${id}-durable`),
    checked: await startTalk(ground, 'checked', `${id}-checked`),
  };
  const had: Record<TalkKind, Round[]> = { raw: [], durable: [], checked: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of inTurn(kinds, round)) {
      const worker = workers[kind === 'raw' ? 'raw' : 'durable'];
      had[kind].push(await roundOf(ground, worker, { talk: talks[kind], round }));
    }
  }
  await ground.model();
  return had;
}

async function roundOf(
  ground: Ground,
  worker: MeasuredWorker,
  { talk, round }: { readonly talk: Talk; readonly round: number },
): Promise<Round> {
  const before = { worker: (await worker.usage()).cpuMs, server: await ground.serverCpuMs() };
  const from = profileClock();
  const times = await timedTurns(talk, { from: round * turnsAtOnce + 1, count: turnsAtOnce });
  const span: Span = [from, profileClock()];
  const after = { worker: (await worker.usage()).cpuMs, server: await ground.serverCpuMs() };
  return {
    times,
    span,
    workerCpuMs: (after.worker - before.worker) / turnsAtOnce,
    serverCpuMs:
      after.server === undefined || before.server === undefined
        ? undefined
        : (after.server - before.server) / turnsAtOnce,
  };
}

async function profilesOf(
  repeats: readonly Repeat[],
  { folder }: Profiling,
): Promise<readonly TurnProfile[]> {
  const names = { raw: 'raw loop', durable: 'Durable Goals', checked: 'with validation' };
  return await Promise.all(
    kinds.map(async (kind) => {
      const rounds = repeats.flatMap((repeat) => repeat[kind]);
      const spans = rounds.map(({ span }) => span);
      const time = await profiledTime(join(folder, kind === 'raw' ? 'raw' : 'durable'), spans);
      const turns = rounds.length * turnsAtOnce;
      const cpuMs = rounds.reduce((sum, round) => sum + round.workerCpuMs, 0) / rounds.length;
      return { name: names[kind], turns, time, cpuMs };
    }),
  );
}

function rowsOf(repeats: readonly Repeat[]): readonly Row[] {
  const ofRounds = (kind: TalkKind, value: (round: Round) => number | undefined): number[] =>
    repeats.flatMap((repeat) => repeat[kind].flatMap((round) => value(round) ?? []));
  const p95s = (kind: TalkKind): number[] =>
    repeats.map((repeat) =>
      quantile(
        repeat[kind].flatMap(({ times }) => times),
        0.95,
      ),
    );
  const row = (
    what: string,
    { values, raw, atMost }: { values: number[]; raw: number[]; atMost: number },
  ): Row => ({ what, unit: 'ms', values, raw, limit: { of: 'ratio', atMost } satisfies Limit });
  const server = {
    values: ofRounds('durable', ({ serverCpuMs }) => serverCpuMs),
    raw: ofRounds('raw', ({ serverCpuMs }) => serverCpuMs),
    atMost: 1.15,
  };
  const medianMs = ({ times }: Round): number => median(times);
  return [
    row('a chat turn: median', {
      values: ofRounds('durable', medianMs),
      raw: ofRounds('raw', medianMs),
      atMost: 1.2,
    }),
    row('a chat turn: 95th percentile', { values: p95s('durable'), raw: p95s('raw'), atMost: 1.3 }),
    row('a chat turn: processor time of the Worker', {
      values: ofRounds('durable', ({ workerCpuMs }) => workerCpuMs),
      raw: ofRounds('raw', ({ workerCpuMs }) => workerCpuMs),
      atMost: 1.2,
    }),
    // Where the machine tells it.
    ...(server.values.length === 0
      ? []
      : [row('a chat turn: processor time of the server', server)]),
    row('a chat turn with validation: median', {
      values: ofRounds('checked', medianMs),
      raw: ofRounds('raw', medianMs),
      atMost: 1.2,
    }),
  ];
}
