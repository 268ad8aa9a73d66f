import { describe, expect, test } from 'vitest';
import type { GoalSpec, Limits } from '../../src/index.js';
import { carried, resultOf } from '../../src/conversation/carry.js';
import { situationOf } from '../../src/conversation/situation.js';
import { startingState } from '../../src/conversation/start.js';
import { call, goal, step, Talk } from './talk.js';

const ids = { conversationId: 'c', chainId: 'r' };

/** A run that was just asked its question. */
function asked(question: string, changes: Partial<GoalSpec> = {}): Talk {
  const talk = new Talk();
  const start = { goalId: 'test', mode: 'run', queuedPrompts: [question] } as const;
  talk.state = startingState(start, ids, talk.now);
  talk.feed({ kind: 'goal-resolved', goal: { ...goal, ...changes } });
  return talk;
}

const limited = (limits: Limits) => ({ limits: { ...goal.limits, ...limits } });
const outcomeOf = (talk: Talk) => {
  const { outcome, limit, output } = resultOf(talk.state);
  return { closed: talk.state.closed, outcome, limit, output };
};

describe('a run', () => {
  test('begins with its question, which nobody checks', () => {
    const talk = asked('Any alerts?');
    expect(talk.commands.at(-1)).toMatchObject({
      kind: 'plan',
      trigger: { kind: 'message', text: 'Any alerts?' },
      validate: false,
    });
    expect(situationOf(talk.state, { kind: 'start' }).autonomous).toBe(true);
  });

  test('goes on by itself, and ends with the first answer without a call', () => {
    const talk = asked('Any alerts?');
    talk.plans(step({ calls: [call('Read')] }));
    expect(talk.completes('c1')).toMatchObject([{ kind: 'plan' }]);
    talk.plans(step({ text: 'None.', next: 'question' }));
    expect(outcomeOf(talk)).toMatchObject({ closed: true, outcome: 'done' });
  });

  test('gives what its goal gives, and is not done without it', () => {
    const outputSchema = { type: 'object' };
    const talk = asked('Any alerts?', { outputSchema });
    talk.plans(step({ next: 'done', output: { alerts: 0 } }));
    expect(outcomeOf(talk)).toMatchObject({ outcome: 'done', output: { alerts: 0 } });
    const other = asked('Any alerts?', { outputSchema });
    other.plans(step({ text: 'I cannot say.' }));
    expect(outcomeOf(other)).toMatchObject({ closed: true, outcome: 'ended' });
  });

  test('reads a message between two of its steps, with the results before it', () => {
    const talk = asked('Any alerts?');
    talk.plans(step({ calls: [call('Read')] }));
    expect(talk.says('Only severe ones')).toEqual([]);
    expect(talk.completes('c1')).toContainEqual(
      expect.objectContaining({
        kind: 'plan',
        trigger: { kind: 'message', text: 'Only severe ones' },
      }),
    );
    expect(talk.state.messages.map(({ role }) => role)).toEqual(['user', 'agent', 'tool', 'user']);
    expect(talk.state.todo).toBeUndefined();
    talk.plans(step({ text: 'None.' }));
    expect(outcomeOf(talk)).toMatchObject({ outcome: 'done' });
    expect(talk.toldTo('id-Only severe ones')).toMatchObject({ state: 'ended' });
  });

  test('does not end while a message waits that came with its last answer', () => {
    const talk = asked('Any alerts?');
    talk.says('And where?');
    talk.plans(step({ text: 'None.' }));
    expect(talk.state).toMatchObject({
      closed: false,
      turn: 2,
      plan: { trigger: { text: 'And where?' } },
    });
  });

  test('asks about calls that need approval, and goes on when nobody decides', () => {
    const talk = asked('Book it');
    talk.plans(step({ calls: [call('Keyed', { needsApproval: true })] }));
    expect(talk.state.batch).toMatchObject([{ status: 'awaiting-approval' }]);
    talk.now += 25 * 3_600_000;
    expect(talk.feed({ kind: 'tick' })).toContainEqual(expect.objectContaining({ kind: 'plan' }));
    talk.plans(step({ text: 'Nobody decided.' }));
    expect(outcomeOf(talk)).toMatchObject({ outcome: 'done' });
  });

  test('stays one over continue-as-new', () => {
    const talk = asked('Any alerts?');
    talk.plans(step({ calls: [call('Read')] }));
    talk.feed({ kind: 'continue-due' });
    talk.completes('c1');
    talk.state = carried(talk.state);
    expect(talk.feed({ kind: 'tick' })).toMatchObject([{ kind: 'plan' }]);
    talk.plans(step({ text: 'None.' }));
    expect(outcomeOf(talk)).toMatchObject({ outcome: 'done' });
  });

  test.each<[string, Limits, (talk: Talk) => void]>([
    ['steps', { stepsPerTurn: 2 }, (talk) => void talk.plans(step({ calls: [call('Read')] }))],
    ['model calls', { modelCalls: 2 }, (talk) => void talk.plans(step({ calls: [call('Read')] }))],
    ['tool calls', { toolCalls: 1 }, (talk) => void talk.plans(step({ calls: [call('Read')] }))],
    ['tokens', { tokens: 40 }, (talk) => void talk.plans(step({ calls: [call('Read')] }))],
    [
      'time',
      { wallTimeMs: 100_000 },
      (talk) => {
        talk.plans(step({ calls: [call('Read')] }));
        talk.now += 95_000;
      },
    ],
  ])('has to give its answer when the limit of %s is near', (_, limits, begin) => {
    const talk = asked('Any alerts?', limited(limits));
    expect(talk.state.plan?.final).toBeUndefined();
    begin(talk);
    talk.completes('c1');
    expect(talk.state.plan?.final).toBe(true);
    expect(situationOf(talk.state, { kind: 'start' }).final).toBe(true);
    talk.plans(step({ text: 'As far as I know, none.' }));
    expect(outcomeOf(talk)).toMatchObject({ outcome: 'done' });
  });

  test('ends at a limit that it ran into', () => {
    const talk = asked('Any alerts?', limited({ wallTimeMs: 100_000 }));
    talk.plans(step({ calls: [call('Read')] }));
    talk.now += 200_000;
    talk.completes('c1');
    expect(outcomeOf(talk)).toMatchObject({
      closed: true,
      outcome: 'limit',
      limit: { limit: 'wallTimeMs', max: 100_000 },
    });
    expect(talk.state.messages.at(-1)?.text).toBe(
      'I stop here: this conversation may last 100 seconds, and that is over.',
    );
  });

  test('goes on where calls were too many, and the model reads that', () => {
    const talk = asked('Any alerts?', limited({ toolCalls: 1 }));
    talk.plans(step({ calls: [call('Read'), call('Read', { q: 'y' })] }));
    talk.completes('c1');
    expect(talk.state.plan).toMatchObject({ final: true, trigger: { kind: 'tool-results' } });
    const results = talk.state.messages.flatMap(({ toolResult }) => toolResult?.outcome ?? []);
    expect(results).toEqual(['completed', 'not-run']);
  });
});

test('a chat is not a run: it waits for an answer, and asks for more of a limit', () => {
  const talk = new Talk().begun();
  talk.says('hi');
  expect(talk.state.plan?.final).toBeUndefined();
  talk.plans(step({ text: 'Which city?' }));
  expect(talk.state).toMatchObject({ closed: false });
  expect(talk.state.mode).toBeUndefined();
});
