import { describe, expect, test } from 'vitest';
import type { GoalSpec } from '../../src/index.js';
import { call, goal, step, Talk } from './talk.js';

/** The goal with a tool that hands the conversation over, and a goal to come back to. */
const handing: GoalSpec = {
  ...goal,
  chooser: 'choose',
  tools: goal.tools.map((tool) => (tool.name === 'Read' ? { ...tool, handsOff: true } : tool)),
};
const other: GoalSpec = { ...goal, id: 'other', title: 'Other', hash: 'h' };

function begun(): Talk {
  const talk = new Talk();
  talk.state = { ...talk.state, todo: { kind: 'start' } };
  talk.feed({ kind: 'goal-resolved', goal: handing });
  talk.plans(step({ text: 'Hello.' }));
  talk.says('Something else');
  return talk;
}

describe('a hand-off', () => {
  test('goes on with the goal that the call names, and with all that was said', () => {
    const talk = begun();
    talk.plans(step({ calls: [call('Read')] }));
    expect(talk.completes('c1', { newGoal: 'other' })).toEqual([
      { kind: 'resolve-goal', goalId: 'other' },
    ]);
    expect(talk.feed({ kind: 'goal-resolved', goal: other })).toMatchObject([
      { kind: 'plan', trigger: { kind: 'goal-changed' } },
    ]);
    expect(talk.state.goal?.id).toBe('other');
    expect(talk.state.messages.map(({ text, toolCall }) => text ?? toolCall?.tool)).toEqual([
      'Hello.',
      'Something else',
      'Well.',
      'Read',
      "The goal is now 'Other'.",
    ]);
    talk.plans(step({ text: 'What is it?' }));
    expect(talk.toldTo('id-Something else')).toMatchObject({ state: 'awaiting-user' });
  });

  test('to a goal that no Worker has is told to the model, which goes on', () => {
    const talk = begun();
    talk.plans(step({ calls: [call('Read')] }));
    talk.completes('c1', { newGoal: 'nowhere' });
    expect(talk.feed({ kind: 'goal-unknown', reason: "No goal 'nowhere'." })).toMatchObject([
      { kind: 'plan', trigger: { kind: 'tool-results', callIds: ['c1'] } },
    ]);
    expect(talk.state.messages.at(-1)).toMatchObject({
      role: 'system',
      text: "No goal 'nowhere'.",
    });
    expect(talk.state.goal?.id).toBe('test');
  });

  test.each([
    ['that failed', { kind: 'failed', error: 'No.' } as const],
    [
      'that names the goal that there is',
      { kind: 'completed', output: { newGoal: 'test' } } as const,
    ],
    ['that names none', { kind: 'completed', output: {} } as const],
  ])('is none by a call %s', (_, ending) => {
    const talk = begun();
    talk.plans(step({ calls: [call('Read')] }));
    expect(talk.feed({ kind: 'tool-settled', callId: 'c1', ending })).toMatchObject([
      { kind: 'plan', trigger: { kind: 'tool-results' } },
    ]);
  });

  test('is none by the output of any other tool', () => {
    const talk = begun();
    talk.plans(step({ calls: [call('Keyed')] }));
    expect(talk.completes('c1', { newGoal: 'other' })).toMatchObject([{ kind: 'plan' }]);
  });
});

describe('a wish for something else', () => {
  test('goes back to the goal that chooses', () => {
    const talk = begun();
    expect(talk.plans(step({ text: 'Let us see.', next: 'pick-new-goal' }))).toEqual([
      { kind: 'resolve-goal', goalId: 'choose' },
    ]);
    talk.feed({ kind: 'goal-resolved', goal: { ...other, id: 'choose' } });
    expect(talk.state.plan?.trigger).toEqual({ kind: 'goal-changed' });
  });

  test('waits for the person where there is none', () => {
    const talk = new Talk().begun();
    talk.says('Something else');
    expect(talk.plans(step({ next: 'pick-new-goal' }))).toMatchObject([{ kind: 'reply' }]);
    expect(talk.state.switchingTo).toBeUndefined();
  });

  test('is forgotten when a newer message waits', () => {
    const talk = begun();
    talk.says('No, stay');
    talk.plans(step({ next: 'pick-new-goal' }));
    expect(talk.state.plan?.trigger).toEqual({ kind: 'message', text: 'No, stay' });
  });
});
