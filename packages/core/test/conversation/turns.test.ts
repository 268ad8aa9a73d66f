import { describe, expect, test } from 'vitest';
import { carried } from '../../src/conversation/carry.js';
import { situationOf } from '../../src/conversation/situation.js';
import { call, goal, step, Talk } from './talk.js';

describe('a turn', () => {
  test('begins with a message and ends when the agent asks', () => {
    const talk = new Talk().begun();
    expect(talk.says('hi')).toMatchObject([
      { kind: 'plan', trigger: { kind: 'message', text: 'hi' }, validate: true },
    ]);
    talk.plans(step({ text: 'Which city?' }));
    expect(talk.toldTo('id-hi')).toMatchObject({
      turn: 1,
      state: 'awaiting-user',
      messages: [{ text: 'Which city?' }],
    });
  });

  test('of each message comes in the order of the messages, each caller with its own', () => {
    const talk = new Talk().begun();
    for (const text of ['a', 'b', 'c']) talk.says(text);
    for (const text of ['A', 'B', 'C']) talk.plans(step({ text }));
    for (const [index, text] of ['A', 'B', 'C'].entries()) {
      expect(talk.toldTo(`id-${text.toLowerCase()}`)).toMatchObject({
        turn: index + 1,
        state: 'awaiting-user',
        messages: [{ text }],
      });
    }
  });

  test('of a message sent twice is one, and both are told its answer', () => {
    const talk = new Talk().begun();
    talk.says('hi', 'same');
    talk.feed({ kind: 'message', id: 'same', text: 'hi', caller: 'again' });
    talk.plans(step({ text: 'Hello.' }));
    expect(talk.toldTo('again')).toMatchObject({ turn: 1, messages: [{ text: 'Hello.' }] });
    talk.says('next');
    talk.plans(step({ text: 'Next.' }));
    talk.feed({ kind: 'message', id: 'same', text: 'hi', caller: 'late' });
    expect(talk.toldTo('late')).toMatchObject({
      turn: 1,
      state: 'awaiting-user',
      messages: [{ text: 'Hello.' }],
    });
    expect(talk.state.messages.filter(({ role }) => role === 'user')).toHaveLength(2);
  });

  test('lets six callers wait and answers the others at once', () => {
    const talk = new Talk().begun();
    for (let index = 1; index <= 9; index += 1) talk.says(`m${index}`);
    expect(talk.state.parked).toHaveLength(6);
    expect(talk.toldTo('id-m9')).toMatchObject({ state: 'working', queued: true, turn: 9 });
  });

  test('refuses what is too long, and one message too many', () => {
    const talk = new Talk().begun();
    talk.says('x'.repeat(32_001), 'long');
    expect(talk.toldTo('long')).toBe('MessageTooLong');
    for (let index = 0; index <= 101; index += 1) talk.says(`m${index}`);
    expect(talk.toldTo('id-m101')).toBe('QueueFull');
  });
});

describe('a limit', () => {
  test('stops exactly at the bound, says so, and a grant goes on', () => {
    const talk = new Talk();
    talk.state = { ...talk.state, limits: { modelCalls: 2 } };
    talk.begun();
    talk.says('one');
    talk.plans(step());
    talk.says('two');
    expect(talk.toldTo('id-two')).toMatchObject({
      state: 'awaiting-user',
      limit: { limit: 'modelCalls', max: 2 },
    });
    expect(
      talk.feed({ kind: 'grant', id: 'g', limits: { modelCalls: 1 }, caller: 'g' }),
    ).toMatchObject([{ kind: 'plan', trigger: { text: 'two' } }]);
  });
});

test('another goal brings its own limits, and what was granted stays granted', () => {
  const talk = new Talk().begun();
  const limited = { ...goal, id: 'other', limits: { modelCalls: 2 } };
  talk.feed({ kind: 'change-goal', id: 'g1', goalId: 'other' });
  talk.feed({ kind: 'goal-resolved', goal: limited });
  talk.plans(step());
  talk.says('one');
  expect(talk.toldTo('id-one')).toMatchObject({ limit: { limit: 'modelCalls', max: 2 } });
  talk.feed({ kind: 'grant', id: 'more', limits: { modelCalls: 1 } });
  talk.plans(step());
  talk.says('two');
  expect(talk.toldTo('id-two')).toMatchObject({ limit: { max: 3 } });
  talk.feed({ kind: 'change-goal', id: 'g2', goalId: 'test' });
  talk.feed({ kind: 'goal-resolved', goal: { ...goal, limits: { modelCalls: 50 } } });
  talk.plans(step());
  talk.says('three');
  expect(talk.state.plan?.trigger).toMatchObject({ text: 'three' });
});

test('another goal takes back the step that is planned for the old one, and plans it again if that stays', () => {
  const talk = new Talk().begun();
  talk.says('hi');
  const commands = talk.feed({ kind: 'change-goal', id: 'g', goalId: 'other' });
  expect(commands).toMatchObject([{ kind: 'cancel-plan' }, { kind: 'resolve-goal' }]);
  expect(talk.feed({ kind: 'goal-unknown', reason: 'No such goal.' })).toMatchObject([
    { kind: 'plan', trigger: { text: 'hi' } },
  ]);
});

test('calls side by side make known what they agree on, and no more', () => {
  const talk = new Talk().begun();
  const calls = ['Perth', 'Hobart'].map((q) => ({
    ...call('Read', { q }),
    input: { q, month: 'March' },
  }));
  talk.says('look');
  talk.plans(step({ calls }));
  expect(talk.state.known).toEqual({ month: 'March' });
});

describe('continue-as-new', () => {
  test('lets the step finish, answers its turn, and tells the others to come again', () => {
    const talk = new Talk().begun();
    talk.says('a');
    talk.says('b');
    expect(talk.feed({ kind: 'continue-due' })).toEqual([]);
    talk.plans(step({ text: 'A.' }));
    expect(talk.toldTo('id-a')).toMatchObject({ messages: [{ text: 'A.' }] });
    expect(talk.toldTo('id-b')).toMatchObject({ state: 'continued' });
    expect(talk.state.queue).toHaveLength(1);
    expect(talk.state.plan).toBeUndefined();
  });

  test('carries no more than fits, however much was said', () => {
    const talk = new Talk().begun();
    for (let index = 0; index < 20; index += 1) {
      talk.says('会'.repeat(30_000), `m${index}`);
      talk.plans(step({ text: '話'.repeat(30_000) }));
    }
    for (let index = 0; index < 20; index += 1) talk.says('会'.repeat(30_000), `q${index}`);
    expect(talk.toldTo('q19')).toBe('QueueFull');
    const bytes = Buffer.byteLength(JSON.stringify(carried(talk.state)));
    expect(bytes).toBeLessThan(1_500_000);
    const request = situationOf(talk.state, { kind: 'message', text: 'x' });
    expect(Buffer.byteLength(JSON.stringify(request))).toBeLessThan(1_500_000);
    expect(carried(talk.state).summary).toContain('left out');
  });
});
