import type { Claim } from '../claim.js';
import { sweep } from '../golden/sweep.js';
import { spreadSample } from '../parts/spread-sample.js';

const insideTool =
  /^(HoldVenue|BookVenue|PayDeposit|SendInvitations) (before|before-effect|after-effect) /;

/** Tools that take no care at all, marked as what they are. */
export const unsafeOnce: Claim = {
  id: 'unsafe-once',
  promise:
    'An unsafe tool is attempted at most once; when a crash hides the outcome, a person is asked.',
  done: 'Every tool with an effect is a naive one, which would do it again, and the Worker kills itself on either side of each effect; executions are counted from outside.',
  async prove(proof) {
    let shown = 0;
    await sweep(proof, {
      kind: 'naive',
      cases: ({ points }) =>
        [...new Set(points)]
          .filter((point) => insideTool.test(point))
          .map((point) => ({
            name: point,
            disturbance: { atPoints: [point] },
            problems: ({ settled }) => {
              shown += settled.length > 0 ? 1 : 0;
              return settled.length > 0 ? [] : ['Nobody was told that the outcome is unknown.'];
            },
          })),
      short: (cases) => spreadSample(cases, { count: 4, seed: proof.seed }),
    });
    proof.note('crashes that were shown', shown);
  },
};
