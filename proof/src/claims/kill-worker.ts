import type { Claim } from '../claim.js';
import type { HeldConversation } from '../golden/hold.js';
import { atEvent, sweep, type SweepCase } from '../golden/sweep.js';
import { seededRandom } from '../parts/seeded-random.js';
import { spreadSample } from '../parts/spread-sample.js';

/** Conversations in which the Worker is killed again and again. */
const storms = 10;
const killsPerStorm = 4;

/** The Worker may die at any moment. */
export const killWorker: Claim = {
  id: 'kill-worker',
  promise:
    'A conversation survives the death of its Worker at any moment and goes on to the same result.',
  done: 'SIGKILL to the Worker process as the history of the golden conversation reaches each of its events, and several times in one conversation; transcripts are compared byte for byte, effects and attempts counted from outside.',
  async prove(proof) {
    const { seed } = proof;
    await sweep(proof, {
      kind: 'careful',
      undisturbed: shapeProblems,
      cases: ({ events }) => [
        ...events.map(atEvent),
        ...Array.from({ length: storms }, (_, index) =>
          storm(index + 1, { seed, events: events.length }),
        ),
      ],
      short: (cases) => [
        ...spreadSample(cases.slice(0, -storms), { count: 5, seed }),
        ...cases.slice(-storms, 1 - storms),
      ],
    });
  },
};

function storm(number: number, { seed, events }: { seed: number; events: number }): SweepCase {
  const draw = seededRandom(seed + number);
  const width = Math.floor((events - 10) / killsPerStorm);
  const atEvents = Array.from(
    { length: killsPerStorm },
    (_, part) => part * width + 1 + Math.floor(draw() * (width - 1)),
  );
  return { name: `storm ${number}`, disturbance: { atEvents } };
}

/** The golden conversation has in it what the promise is about. */
function shapeProblems({ events, messages, result }: HeldConversation): readonly string[] {
  const approvals = messages.flatMap(({ toolCall }) => toolCall?.approval ?? []);
  const decided = (decision: string): number =>
    approvals.filter((approval) => approval.decision === decision).length;
  const most = Math.max(...messages.map(({ step }) => step?.calls?.length ?? 0));
  const handOvers = new Set(events.map(({ runId }) => runId)).size - 1;
  const edited = approvals.filter(({ editedFrom }) => editedFrom !== undefined).length;
  return [
    ...(events.length >= 80 ? [] : [`It has only ${events.length} events.`]),
    ...(handOvers >= 1 ? [] : ['It never continues as new.']),
    ...(decided('approved') >= 2 ? [] : ['It has fewer than two approvals.']),
    ...(decided('rejected') >= 1 ? [] : ['It has no rejection.']),
    ...(edited >= 1 ? [] : ['It has no edited approval.']),
    ...(most >= 3 ? [] : ['It has no step with several calls.']),
    ...(result.summary === undefined ? ['It is never summed up.'] : []),
  ];
}
