import { stoppingAll } from '../../../proof/src/parts/at-end.js';
import { missingPrograms, temporalServer } from '../../../proof/src/parts/go-programs.js';
import { startRealServer } from '../../../proof/src/parts/real-server.js';
import { cpuMsOf, cpuMsOfAll } from '../parts/processor-time.js';
import { inTurn, roundsOf } from '../parts/rounds.js';
import { agentTalk, startTalk, talkAtOnce, type Talk } from '../parts/talk.js';
import type { Ground, MeasuredWorker } from '../parts/ground.js';
import type { Measure } from '../measure.js';
import type { Row } from '../row.js';

const latencyMs = 300;
const settings = { 'system.enableActivityEagerExecution': true };

/** Workers of one Task Queue. */
interface Crew {
  readonly name: string;
  readonly workers: readonly MeasuredWorker[];
  startTalk(id: string): Promise<Talk>;
  readonly rounds: Round[];
}

interface Round {
  readonly turnsPerSecond: number;
  /** Of all processors, how many were busy with this. */
  readonly busy: number;
  /** Processor time for a turn, in milliseconds. */
  readonly cpuMs: Readonly<Record<Part, number>>;
}

const parts = ['Temporal Server', 'PostgreSQL', 'Workers', 'clients'] as const;
type Part = (typeof parts)[number];

/** Where the time goes on the server that people run in earnest, and what more Workers change. */
export const realServer: Measure = {
  id: 'real-server',
  about: `The Temporal Server with PostgreSQL, many conversations at once, a model that takes ${latencyMs} ms: one Worker against three.`,
  isLong: true,
  isApart: true,
  async run({ openGround, depth, say }) {
    const missing = await missingPrograms(temporalServer);
    if (missing !== undefined) throw new Error(missing);
    return await stoppingAll(async (atEnd) => {
      const server = await startRealServer(atEnd, say, settings);
      const pids = await server.pids();
      await using ground = await openGround({
        server: { address: server.address, pid: pids.server },
      });
      await ground.model({ latencyMs });
      const size = depth === 'whole' ? { talks: 50, turns: 5 } : { talks: 20, turns: 3 };
      const crews = [
        await rawCrew(ground),
        await crewOf(ground, { name: 'one Worker', count: 1 }),
        await crewOf(ground, { name: 'three Workers', count: 3 }),
      ];
      for (const crew of crews) await roundOf(crew, { ...size, turns: 1, id: 'warm', pids });
      const counts = { whole: 3, short: { atLeast: 1, atMost: 3, forMs: 60_000 } };
      for (const round of roundsOf(depth, counts)) {
        for (const crew of inTurn(crews, round)) {
          crew.rounds.push(await roundOf(crew, { ...size, id: String(round), pids }));
          await ground.model();
        }
        say(`  round ${round} done`);
      }
      await Promise.all(crews.flatMap(({ workers }) => workers.map((worker) => worker.stop())));
      const [raw] = crews;
      return crews.flatMap((crew) => rowsOf(crew, crew === raw ? undefined : raw));
    });
  },
};

async function rawCrew(ground: Ground): Promise<Crew> {
  const workers = [await ground.startWorker('raw')];
  const start = async (id: string): Promise<Talk> => await startTalk(ground, 'raw', id);
  return { name: 'the raw loop, one Worker', workers, startTalk: start, rounds: [] };
}

async function crewOf(
  ground: Ground,
  { name, count }: { readonly name: string; readonly count: number },
): Promise<Crew> {
  const workers: MeasuredWorker[] = [];
  while (workers.length < count) workers.push(await ground.startWorker('durable', name));
  const agents = ground.agents(name);
  const start = async (id: string): Promise<Talk> => await agentTalk(agents, 'durable', id);
  return { name, workers, startTalk: start, rounds: [] };
}

interface RoundPlan {
  readonly talks: number;
  readonly turns: number;
  readonly id: string;
  readonly pids: { readonly server: number; readonly postgres: number };
}

async function roundOf(crew: Crew, { talks, turns, id, pids }: RoundPlan): Promise<Round> {
  const started = await Promise.all(
    Array.from({ length: talks }, (_, index) => crew.startTalk(`${crew.name}-${id}-${index}`)),
  );
  const cpu = async (): Promise<Record<Part, number>> => {
    const used = await Promise.all(crew.workers.map((worker) => worker.usage()));
    const { user, system } = process.cpuUsage();
    return {
      'Temporal Server': (await cpuMsOf(pids.server)) ?? NaN,
      PostgreSQL: (await cpuMsOfAll(pids.postgres)) ?? NaN,
      Workers: used.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
      clients: (user + system) / 1_000,
    };
  };
  const before = await cpu();
  const tookMs = await talkAtOnce(started, turns);
  const after = await cpu();
  const total = parts.reduce((sum, part) => sum + after[part] - before[part], 0);
  const count = talks * turns;
  const perTurn = parts.map((part) => [part, (after[part] - before[part]) / count] as const);
  return {
    turnsPerSecond: (1_000 * count) / tookMs,
    busy: total / tookMs,
    cpuMs: Object.fromEntries(perTurn) as Record<Part, number>,
  };
}

function rowsOf({ name, rounds }: Crew, raw: Crew | undefined): readonly Row[] {
  const row = (what: string, unit: string, value: (round: Round) => number): Row => ({
    what: `${name}: ${what}`,
    unit,
    values: rounds.map(value),
    ...(raw === undefined ? {} : { raw: raw.rounds.map(value) }),
  });
  return [
    row('turns', 'turns/s', ({ turnsPerSecond }) => turnsPerSecond),
    row('processors busy', 'processors', ({ busy }) => busy),
    ...parts.map((part) => row(`${part}, a turn`, 'ms', ({ cpuMs }) => cpuMs[part])),
  ];
}
