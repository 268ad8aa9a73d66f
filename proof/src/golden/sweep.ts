import type { Proof } from '../claim.js';
import type { CountedEvent } from '../parts/history-events.js';
import { hold, withThoseBelow, type Disturbance, type HeldConversation } from './hold.js';
import { problemsOf } from './problems.js';
import type { Script } from './script.js';
import { openStage, type GoldenLane } from './stage.js';

/** A way to disturb the golden conversation, and what has to come of it besides the same transcript. */
export interface SweepCase {
  readonly name: string;
  readonly disturbance: Disturbance;
  /** @returns one sentence for each problem. */
  readonly problems?: (held: HeldConversation, undisturbed: HeldConversation) => readonly string[];
}

/** A kill as soon as the history has that event. */
export function atEvent({ count }: CountedEvent): SweepCase {
  return { name: `event ${count}`, disturbance: { atEvents: [count] } };
}

/** How a sweep is made. */
export interface Sweep {
  readonly kind: 'careful' | 'naive';
  /** @defaultValue the golden conversation */
  readonly script?: Script;
  /** All cases there are, from the conversation as it goes undisturbed. */
  readonly cases: (undisturbed: HeldConversation) => readonly SweepCase[];
  /** Those that the short form tries. */
  readonly short: (cases: readonly SweepCase[]) => readonly SweepCase[];
  /** What the undisturbed conversation has to be like. @returns one sentence for each problem. */
  readonly undisturbed?: (held: HeldConversation) => readonly string[];
}

/** Conversations that are held at a time. */
const laneCount = 2;

/** Holds a golden conversation undisturbed, and again for each case; says how many kills there were. */
export async function sweep(
  { check, wants, depth, folder, note, say }: Proof,
  { kind, script, cases: casesOf, short, undisturbed: shape = () => [] }: Sweep,
): Promise<void> {
  await using stage = await openStage({
    folder,
    lanes: laneCount,
    kind,
    ...(script === undefined ? {} : { script }),
  });
  const [lane] = stage.lanes;
  if (lane === undefined) throw new Error('There is no lane.');
  const undisturbed = await hold(lane, 'undisturbed');
  await check('undisturbed', async () =>
    complain([...(await problemsOf(undisturbed, undisturbed)), ...shape(undisturbed)]),
  );
  const all = casesOf(undisturbed);
  const isOneAskedFor = !wants('');
  const chosen = (depth === 'all' || isOneAskedFor ? all : short(all)).filter(({ name }) =>
    wants(name),
  );
  note('history events', withThoseBelow(undisturbed).flatMap(({ events }) => events).length);
  let kills = 0;
  let doubts = 0;
  let done = 0;
  const rest = [...chosen];

  async function work(lane: GoldenLane): Promise<void> {
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
      const { name, disturbance, problems = () => [] } = next;
      await check(name, async () => {
        const held = await hold(lane, name.replaceAll(/\W+/g, '-'), disturbance);
        kills += held.kills;
        doubts += withThoseBelow(held).flatMap(({ settled }) => settled).length;
        complain([
          ...(held.kills > 0 ? [] : ['No Worker was killed.']),
          ...(await problemsOf(held, undisturbed)),
          ...problems(held, undisturbed),
        ]);
      });
      done += 1;
      if (done % 10 === 0) say(`${done} of ${chosen.length}, ${kills} kills`);
    }
  }

  await Promise.all(stage.lanes.map(work));
  note('kills', kills);
  note('ambiguities shown to the person', doubts);
}

/** @throws when there are problems, with all of them. */
export function complain(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join(' '));
}
