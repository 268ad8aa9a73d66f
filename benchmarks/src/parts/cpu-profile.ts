import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codePlaces, type CodePlaces } from './code-place.js';

/** Microseconds of the machine's clock, from which on and until when. */
export type Span = readonly [from: number, to: number];

/** Processor time of JavaScript in some spans, in milliseconds. */
export interface ProfiledTime {
  readonly byPlace: ReadonlyMap<string, number>;
  /** Functions by their name and file. */
  readonly byFunction: ReadonlyMap<string, number>;
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** What Node's `--cpu-prof` writes for each thread. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The clock that profiles are written by. */
export function profileClock(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** Adds up what all threads of a process did in the spans, by who wrote the code that was running. */
export async function profiledTime(folder: string, spans: readonly Span[]): Promise<ProfiledTime> {
  const places = codePlaces();
  const time = { byPlace: new Map<string, number>(), byFunction: new Map<string, number>() };
  for (const file of await readdir(folder)) {
    if (!file.endsWith('.cpuprofile')) continue;
    const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile;
    await addTime(profile, { spans, places, time });
  }
  return time;
}

/** Adds one thread's time. */
export async function addTime(
  { nodes, samples, timeDeltas, startTime }: CpuProfile,
  adding: {
    readonly spans: readonly Span[];
    readonly places: CodePlaces;
    readonly time: { byPlace: Map<string, number>; byFunction: Map<string, number> };
  },
): Promise<void> {
  const { spans, places, time } = adding;
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const ms = new Map<number, number>();
  let at = startTime;
  for (const [index, sample] of samples.entries()) {
    // A delta is the time before its sample; the function of the sample runs until the next.
    at += timeDeltas[index] ?? 0;
    const next = timeDeltas[index + 1] ?? 0;
    if (spans.some(([from, to]) => at >= from && at < to)) {
      ms.set(sample, (ms.get(sample) ?? 0) + next / 1_000);
    }
  }
  for (const [id, spent] of ms) {
    const frame = frames.get(id);
    if (frame === undefined || frame.functionName === '(idle)') continue;
    const { place, file } = await places(frame);
    time.byPlace.set(place, (time.byPlace.get(place) ?? 0) + spent);
    const name = `\`${shortName(frame)}\` ${file}`.trim();
    time.byFunction.set(name, (time.byFunction.get(name) ?? 0) + spent);
  }
}

/** A regular expression's name is all of it. */
function shortName({ functionName }: CallFrame): string {
  if (functionName === '') return '(anonymous)';
  return functionName.startsWith('RegExp:') ? 'RegExp' : functionName;
}
