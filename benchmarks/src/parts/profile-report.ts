import type { ProfiledTime } from './cpu-profile.js';

/** What a Worker did for the turns of one loop. */
export interface TurnProfile {
  readonly name: string;
  readonly turns: number;
  readonly time: ProfiledTime;
  /** All of the process, for a turn. */
  readonly cpuMs: number;
}

/** Where the processor time of a turn goes, in milliseconds a turn, as Markdown. @param profiles - The loop to compare with comes first. */
export function profileReport(
  profiles: readonly TurnProfile[],
  machine: Readonly<Record<string, string>>,
): string {
  const names = profiles.map(({ name }) => name);
  const places = ranked(profiles, 'byPlace', (row) => Math.max(...row));
  const js = profiles.map(({ time, turns }) => sum([...time.byPlace.values()]) / turns);
  const rest = profiles.map(({ cpuMs }, at) => Math.max(0, cpuMs - (js[at] ?? 0)));
  // What the others have more of than the first.
  const functions = ranked(profiles, 'byFunction', ([first = 0, ...others]) =>
    others.length === 0 ? first : Math.max(...others) - first,
  );
  const shown = places.filter(([, row]) => Math.max(...row) >= 0.05);
  return [
    ...Object.entries(machine).map(([name, value]) => `- ${name}: ${value}`),
    '',
    `| whose code, ms a turn | ${names.join(' | ')} |`,
    `|---|${'---|'.repeat(names.length)}`,
    ...shown.map(([place, row]) => line(place, row)),
    line("threads without JavaScript: Temporal's core, V8's compiler, the profiler", rest),
    line(
      'all',
      profiles.map(({ cpuMs }) => cpuMs),
    ),
    '',
    `| function, ms a turn | ${names.join(' | ')} |`,
    `|---|${'---|'.repeat(names.length)}`,
    ...functions.slice(0, 15).map(([name, row]) => line(name, row)),
    '',
  ].join('\n');
}

type Ranked = readonly (readonly [name: string, row: readonly number[]])[];

function ranked(
  profiles: readonly TurnProfile[],
  by: keyof ProfiledTime,
  rank: (row: readonly number[]) => number,
): Ranked {
  const names = new Set(profiles.flatMap(({ time }) => [...time[by].keys()]));
  return [...names]
    .map((name) => {
      const row = profiles.map(({ time, turns }) => (time[by].get(name) ?? 0) / turns);
      return [name, row] as const;
    })
    .toSorted(([, one], [, other]) => rank(other) - rank(one));
}

function line(name: string, row: readonly number[]): string {
  return `| ${name} | ${row.map((ms) => ms.toFixed(2)).join(' | ')} |`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
