import { historySize } from '../parts/history-size.js';
import { peerProcess, type Peer } from '../parts/peer-tree.js';
import { inTurn, roundsOf } from '../parts/rounds.js';
import { median } from '../parts/statistics.js';
import { startLoop, startTalk, timedTurns, type Talk } from '../parts/talk.js';
import type { Ground, MeasuredWorker } from '../parts/ground.js';
import type { Measure } from '../measure.js';
import type { Row } from '../row.js';

const turnsAtOnce = 10;

/** One that takes part, in a process of its own. */
interface Loop {
  readonly name: string;
  readonly talk: Talk;
  readonly worker: MeasuredWorker;
  /** What it keeps, so far. */
  stored(): Promise<{ readonly bytes: number; readonly events?: number }>;
  readonly rounds: { readonly medianMs: number; readonly cpuMs: number }[];
}

/** Others on the same work in the same run. Nothing is asked of them: they are there to be compared with. */
export const peers: Measure = {
  id: 'peers',
  about: 'The same talk with other frameworks, each installed by npm into a folder of its own.',
  isLong: true,
  async run({ openGround, depth, say }) {
    await using ground = await openGround();
    const loops = [await ownLoop(ground, 'raw'), await ownLoop(ground, 'durable')];
    for (const peer of ['ai-sdk', 'langgraph'] as const) {
      try {
        const path = await peerProcess(peer);
        loops.push(await (peer === 'ai-sdk' ? aiSdkLoop : langGraphLoop)(ground, path));
      } catch (error) {
        const [why] = String(error).split('\n');
        say(`  ${peer} is left out: it cannot be installed here (${why}).`);
      }
    }
    for (const { talk } of loops) await timedTurns(talk, { from: 1, count: turnsAtOnce });
    const before = await Promise.all(loops.map(async (loop) => await loop.stored()));
    const counts = { whole: 20, short: { atLeast: 3, atMost: 8, forMs: 20_000 } };
    let turns = 0;
    for (const round of roundsOf(depth, counts)) {
      for (const loop of inTurn(loops, round)) loop.rounds.push(await roundOf(loop, round));
      turns += turnsAtOnce;
    }
    const after = await Promise.all(loops.map(async (loop) => await loop.stored()));
    await Promise.all(loops.map(({ worker }) => worker.stop()));
    const [raw] = loops;
    return loops.slice(1).flatMap(({ name, rounds }, index): Row[] => {
      const [from, to] = [before[index + 1], after[index + 1]];
      const grown = (of: 'bytes' | 'events'): number[] =>
        from?.[of] === undefined || to?.[of] === undefined ? [] : [(to[of] - from[of]) / turns];
      const row = (what: string, unit: string, values: number[]): Row[] =>
        values.length === 0 ? [] : [{ what: `${name}: ${what}`, unit, values }];
      const timed = (what: string, of: 'medianMs' | 'cpuMs'): Row => ({
        what: `${name}: ${what}`,
        unit: 'ms',
        values: rounds.map((round) => round[of]),
        ...(raw === undefined ? {} : { raw: raw.rounds.map((round) => round[of]) }),
      });
      return [
        timed('a turn', 'medianMs'),
        timed('processor time of its process, a turn', 'cpuMs'),
        ...row(`stored for a turn, of ${turns}`, 'bytes', grown('bytes')),
        ...row('events of a turn', 'events', grown('events')),
      ];
    });
  },
};

async function roundOf({ talk, worker }: Loop, round: number): Promise<Loop['rounds'][number]> {
  const before = await worker.usage();
  const times = await timedTurns(talk, { from: round * turnsAtOnce + 1, count: turnsAtOnce });
  const after = await worker.usage();
  return { medianMs: median(times), cpuMs: (after.cpuMs - before.cpuMs) / turnsAtOnce };
}

async function ownLoop(ground: Ground, kind: 'raw' | 'durable'): Promise<Loop> {
  const worker = await ground.startWorker(kind);
  const talk = await startTalk(ground, kind, `peers-${kind}`);
  const name = kind === 'raw' ? 'the raw loop' : 'Durable Goals';
  return { name, talk, worker, stored: () => historySize(ground.client, talk.id), rounds: [] };
}

async function aiSdkLoop(ground: Ground, path: string): Promise<Loop> {
  const peer: Peer = 'ai-sdk';
  const worker = await ground.startProcess(path, peer);
  const start = { workflowType: 'aiSdkLoop', taskQueue: peer, id: `peers-${peer}` };
  const talk = await startLoop(ground.client, start);
  return {
    name: '@temporalio/ai-sdk',
    talk,
    worker,
    stored: () => historySize(ground.client, talk.id),
    rounds: [],
  };
}

async function langGraphLoop(ground: Ground, path: string): Promise<Loop> {
  const worker = await ground.startProcess(path, 'langgraph');
  const id = 'peers-langgraph';
  return {
    name: 'LangGraph.js with SQLite',
    worker,
    talk: {
      id,
      async turn(text) {
        await worker.ask({ kind: 'turn', text, id });
      },
    },
    stored: () => worker.ask<{ readonly bytes: number }>({ kind: 'stored' }),
    rounds: [],
  };
}
