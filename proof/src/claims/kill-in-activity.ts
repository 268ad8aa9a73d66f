import type { Claim } from '../claim.js';
import type { HeldConversation } from '../golden/hold.js';
import { sweep, type SweepCase } from '../golden/sweep.js';
import { sampleWith } from '../parts/spread-sample.js';

/** A kill in here leaves it open whether the effect happened. */
const shownToPerson = /^SendInvitations (before|before-effect|after-effect) /;
const verifiedByTool = /^PayDeposit (before|before-effect|after-effect) /;
/** What the short form never leaves out: right after an effect, before anybody heard of it. */
const always = /^(BookVenue|PayDeposit|SendInvitations) after-effect 1$/;

/** The Worker may die inside an Activity, on either side of its effect. */
export const killInActivity: Claim = {
  id: 'kill-in-activity',
  promise:
    'A tool that is keyed has its effect once, an unsafe one at most once, and what nobody knows is said.',
  done: 'The Worker kills itself before, inside and after each Activity of the golden conversation: at the model call, the heartbeat and the effect, and again while a lost call is verified.',
  async prove(proof) {
    await sweep(proof, {
      kind: 'careful',
      cases: ({ points }) => [
        ...[...new Set(points)].map((point) => atPoint(point)),
        ...['before', 'after'].map((side) =>
          atPoint(`verify ${side} 1`, ['PayDeposit after-effect 1']),
        ),
      ],
      short: (cases) =>
        sampleWith(cases, ({ name }) => always.test(name), { count: 5, seed: proof.seed }),
    });
  },
};

function atPoint(point: string, before: readonly string[] = []): SweepCase {
  return {
    name: point,
    disturbance: { atPoints: [...before, point] },
    problems: (held, undisturbed) => [
      ...(held.kills > before.length ? [] : [`It never came by '${point}'.`]),
      ...saidProblems(point, held),
      ...(point.startsWith('plan after-heartbeat') && held.modelCalls > undisturbed.modelCalls + 1
        ? ['What a heartbeat had kept was asked of the model again.']
        : []),
    ],
  };
}

function saidProblems(point: string, { settled, verified }: HeldConversation): readonly string[] {
  return [
    ...(shownToPerson.test(point) && settled.length === 0
      ? ['Nobody was told that the outcome is unknown.']
      : []),
    ...(verifiedByTool.test(point) && verified.length === 0
      ? ['The tool was not asked what came of it.']
      : []),
  ];
}
