import type { Claim } from '../claim.js';
import { catering } from '../golden/catering-script.js';
import { withThoseBelow, type HeldConversation } from '../golden/hold.js';
import { atEvent, sweep, type SweepCase } from '../golden/sweep.js';
import { sampleWith } from '../parts/spread-sample.js';

/** Where the sub-agents' tools are; a Worker that ends there leaves it open below whether it happened. */
const inTool = /^(CompareMenus|OrderBuffet|PayCaterer) (before|before-effect|after-effect) /;
const shownAbove = /^PayCaterer (before|before-effect|after-effect) /;
/** What the short form never leaves out: right after an effect, before anybody heard of it. */
const always = /^(OrderBuffet|PayCaterer) after-effect 1$/;

/** An agent may have others work for it. */
export const subAgents: Claim = {
  id: 'sub-agents',
  promise: "A sub-agent's work survives as its parent's does.",
  done: 'SIGKILL to the Worker process as the history of a conversation with sub-agents, or one of theirs, reaches each of its events, and around the effect of each of their tools; all transcripts are compared byte for byte, effects and attempts counted from outside.',
  async prove(proof) {
    await sweep(proof, {
      kind: 'careful',
      script: catering,
      undisturbed: shapeProblems,
      cases: (undisturbed) => [...atEvents(undisturbed), ...atPoints(undisturbed)],
      short: (cases) =>
        sampleWith(cases, ({ name }) => always.test(name), { count: 3, seed: proof.seed }),
    });
  },
};

/** At each event of the conversation, and of its sub-agents'. */
function atEvents({ events, below }: HeldConversation): readonly SweepCase[] {
  return [
    ...events.map(atEvent),
    ...below.flatMap(({ conversationId, events }) => {
      const callId = conversationId.slice(conversationId.lastIndexOf('.') + 1);
      return events.map(({ count }) => ({
        name: `event ${count} of ${callId}`,
        disturbance: { atEventsBelow: { [callId]: [count] } },
      }));
    }),
  ];
}

function atPoints(undisturbed: HeldConversation): readonly SweepCase[] {
  const points = new Set(withThoseBelow(undisturbed).flatMap((held) => held.points));
  return [...points]
    .filter((point) => inTool.test(point))
    .map((point) => ({
      name: point,
      disturbance: { atPoints: [point] },
      problems: ({ below }) =>
        shownAbove.test(point) && below.every(({ settled }) => settled.length === 0)
          ? ['Nobody was told above that the outcome is unknown.']
          : [],
    }));
}

/** The conversation has in it what the promise is about. */
function shapeProblems({ below, messages }: HeldConversation): readonly string[] {
  const calls = below.flatMap((held) => held.messages.flatMap(({ toolCall }) => toolCall ?? []));
  const decided = (decision: string): number =>
    calls.filter(({ approval }) => approval?.decision === decision).length;
  const effects = new Set(calls.map(({ effect }) => effect));
  const aboveToo = messages.flatMap(({ toolCall }) => toolCall?.subAgent?.decisions ?? []);
  return [
    ...(below.length >= 2 ? [] : ['It has fewer than two sub-agents.']),
    ...(decided('approved') >= 2 ? [] : ['Fewer than two calls below were approved.']),
    ...(decided('rejected') >= 1 ? [] : ['No call below was rejected.']),
    ...(calls.some(({ approval }) => approval?.editedFrom !== undefined)
      ? []
      : ['No call below was edited.']),
    ...(effects.size === 3 ? [] : ['The tools below do not have every effect.']),
    ...(aboveToo.length >= 3 ? [] : ['What was decided is not on the record above.']),
  ];
}
