import type { GoalSpec } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { nextAlarm } from '../../src/conversation/advance.js';
import { turnStateOf } from '../../src/conversation/turn.js';
import { call, goal, step, Talk } from './talk.js';

describe('a lost result', () => {
  function lost(tool: 'Unsafe' | 'Keyed' | 'Read', reason = 'Crash.'): Talk {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(step({ calls: [call(tool)] }));
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending: { kind: 'lost', reason } });
    return talk;
  }

  test('of an unsafe tool is put to a person, and never run again', () => {
    const talk = lost('Unsafe');
    expect(talk.toldTo('id-go')).toMatchObject({
      state: 'in-doubt',
      inDoubt: [{ callId: 'c1', reason: 'Crash.' }],
    });
    talk.says('hello?');
    expect(talk.toldTo('id-hello?')).toMatchObject({ state: 'in-doubt', queued: true });
    talk.feed({ kind: 'resolve', id: 'r', callId: 'c1', happened: true, caller: 'r' });
    talk.plans(step({ text: 'Good.' }));
    talk.plans(step({ text: 'Hello!' }));
    expect(talk.toldTo('r')).toMatchObject({ tools: [{ outcome: 'completed' }] });
    expect(talk.commands.filter(({ kind }) => kind === 'run-tool')).toHaveLength(1);
    expect(talk.state.messages.at(-1)).toMatchObject({ text: 'Hello!', turn: 2 });
  });

  test('of an idempotent tool is put to a person too, once its retries ran out: another call has another key', () => {
    expect(turnStateOf(lost('Keyed').state)).toBe('in-doubt');
  });

  test('of a read is an error for the model, and told within bounds', () => {
    const talk = lost('Read', 'x'.repeat(100_000));
    expect(talk.state.plan?.trigger).toMatchObject({ kind: 'tool-results' });
    expect(talk.state.messages.at(-1)?.toolResult?.error).toHaveLength(4_001);
  });

  test('is named in the result of a conversation that ends in doubt', () => {
    const talk = lost('Unsafe');
    talk.feed({ kind: 'end', outcome: 'ended' });
    expect(talk.state.closed).toBe(true);
    expect(talk.state.messages.at(-1)).toMatchObject({ toolResult: { outcome: 'in-doubt' } });
  });
});

test('an attempt that never started is scheduled again, an unsafe one too', () => {
  const talk = new Talk().begun();
  talk.says('go');
  talk.plans(step({ calls: [call('Unsafe')] }));
  const commands = talk.feed({
    kind: 'tool-settled',
    callId: 'c1',
    ending: { kind: 'never-started' },
  });
  expect(commands).toMatchObject([{ kind: 'run-tool', delayMs: 5_000 }]);
});

describe('a model that is away', () => {
  test('is tried again by itself, later each time, and a message does not wait for that', () => {
    const talk = new Talk().begun();
    talk.says('hi');
    talk.feed({
      kind: 'plan-failed',
      planId: talk.state.plan?.planId ?? 0,
      type: 'ModelUnavailable',
      reason: 'Down.',
      heals: true,
    });
    expect(talk.toldTo('id-hi')).toMatchObject({
      state: 'waiting-for-model',
      waiting: { reason: 'Down.', until: '2026-01-01T00:01:00.000Z' },
    });
    talk.now += 60_000;
    expect(talk.feed({ kind: 'tick' })).toMatchObject([
      { kind: 'plan', trigger: { kind: 'message', text: 'hi' } },
    ]);
    talk.feed({
      kind: 'plan-failed',
      planId: talk.state.plan?.planId ?? 0,
      type: 'ModelUnavailable',
      reason: 'Down.',
      heals: true,
    });
    expect(talk.state.wait?.until).toBe(talk.now + 120_000);
    expect(talk.says('still there?')).toMatchObject([
      { kind: 'plan', trigger: { text: 'still there?' } },
    ]);
  });

  test('whose failure no time heals waits for a message or a retry', () => {
    const talk = new Talk().begun();
    talk.says('hi');
    talk.feed({
      kind: 'plan-failed',
      planId: talk.state.plan?.planId ?? 0,
      type: 'ModelAuthRefused',
      reason: 'Key.',
      heals: false,
    });
    talk.now += 1e9;
    expect(talk.feed({ kind: 'tick' })).toEqual([]);
    expect(talk.feed({ kind: 'retry', id: 'r', caller: 'r' })).toMatchObject([{ kind: 'plan' }]);
    talk.plans(step({ text: 'Back.' }));
    expect(talk.toldTo('r')).toMatchObject({ messages: [{ text: 'Back.' }] });
    talk.feed({ kind: 'retry', id: 'r2', caller: 'r2' });
    expect(talk.toldTo('r2')).toBe('NothingToRetry');
  });

  test('is not waited for once there is another, unless the conversation began by older rules', () => {
    for (const [rules, asked] of [
      [{ ...goal }, [{ kind: 'plan' }]],
      [withoutRunsBy(goal), [{ kind: 'reply' }]],
    ] as const) {
      const talk = new Talk().begun();
      talk.state = { ...talk.state, goal: rules };
      talk.says('hi');
      talk.feed({
        kind: 'plan-failed',
        planId: talk.state.plan?.planId ?? 0,
        type: 'ModelAuthRefused',
        reason: 'Key.',
        heals: false,
      });
      const commands = talk.feed({ kind: 'set-model', id: 'm', model: 'other', caller: 'm' });
      expect(commands).toMatchObject(asked);
      expect(talk.state.model).toBe('other');
    }
  });
});

test('a model that is away while an approval waits is tried again, and the approval may still expire', () => {
  const talk = new Talk().begun();
  talk.says('go');
  talk.plans(step({ calls: [call('Unsafe', { needsApproval: true })] }));
  talk.says('hm');
  talk.feed({
    kind: 'plan-failed',
    planId: talk.state.plan?.planId ?? 0,
    type: 'ModelUnavailable',
    reason: 'Down.',
    heals: true,
  });
  expect(nextAlarm(talk.state, talk.now)).toBe(talk.now + 60_000);
  talk.now += 60_000;
  expect(talk.feed({ kind: 'tick' })).toMatchObject([{ kind: 'plan', trigger: { text: 'hm' } }]);
  talk.now += 86_400_000;
  // The time is over while the message is read: it counts as soon as that is done.
  expect(nextAlarm(talk.state, talk.now)).toBeUndefined();
  talk.refuses('Off topic.');
  expect(talk.state.batch).toEqual([]);
});

describe('the end', () => {
  test('is reached when the model says done', () => {
    const talk = new Talk().begun();
    talk.says('bye');
    talk.plans(step({ text: 'Goodbye.', next: 'done' }));
    expect(talk.toldTo('id-bye')).toMatchObject({
      state: 'ended',
      outcome: 'done',
      messages: [{ text: 'Goodbye.' }],
    });
    expect(talk.state.closed).toBe(true);
  });

  test('is not reached over a message that waits', () => {
    const talk = new Talk().begun();
    talk.says('bye');
    talk.says('one more thing');
    expect(talk.plans(step({ next: 'done' }))).toContainEqual(
      expect.objectContaining({ kind: 'plan' }),
    );
    expect(talk.state.ending).toBeUndefined();
  });

  test('lets a running tool settle, and answers everybody at once', () => {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(step({ calls: [call('Keyed')] }));
    talk.says('more');
    talk.feed({ kind: 'end', outcome: 'ended', caller: 'e' });
    for (const caller of ['id-go', 'id-more', 'e'])
      expect(talk.toldTo(caller)).toMatchObject({ state: 'ended' });
    expect(talk.state.closed).toBe(false);
    talk.completes('c1');
    expect(talk.state.closed).toBe(true);
    talk.says('late');
    expect(talk.toldTo('id-late')).toBe('ConversationEnded');
  });

  test('keeps a call that waits to be tried again from being tried', () => {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(step({ calls: [call('Unsafe')] }));
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending: { kind: 'never-started' } });
    talk.feed({ kind: 'end', outcome: 'ended' });
    // The Workflow looks once more after the pause, finds the end and says that nothing was started.
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending: { kind: 'never-started' } });
    expect(talk.state.closed).toBe(true);
    expect(talk.state.messages.at(-1)).toMatchObject({ toolResult: { outcome: 'not-run' } });
  });

  test('cancels a step that is being planned', () => {
    const talk = new Talk().begun();
    talk.says('hi');
    expect(talk.feed({ kind: 'end', outcome: 'ended' })).toContainEqual({
      kind: 'cancel-plan',
      planId: 2,
    });
    expect(talk.state.closed).toBe(true);
  });
});

test('after the end, who sends again what counted is answered with its turn, and nothing else is taken', () => {
  const talk = new Talk().begun();
  talk.says('hello');
  talk.plans(step({ text: 'Hello!' }));
  talk.says('go');
  talk.plans(step({ calls: [call('Unsafe', { needsApproval: true })] }));
  talk.decides('approve', 'c1');
  talk.completes('c1');
  talk.plans(step({ text: 'Done.', next: 'done' }));
  const { state } = talk;
  expect(state.closed).toBe(true);
  talk.commands.length = 0;

  talk.says('hello');
  expect(talk.toldTo('id-hello')).toMatchObject({ turn: 1, messages: [{ text: 'Hello!' }] });
  const last = {
    turn: 2,
    state: 'ended',
    outcome: 'done',
    messages: [{ text: 'Well.' }, { text: 'Done.' }],
    tools: [{ callId: 'c1', outcome: 'completed' }],
  };
  talk.says('go');
  expect(talk.toldTo('id-go')).toMatchObject(last);
  talk.decides('approve', 'c1');
  expect(talk.toldTo('approve-c1')).toMatchObject(last);
  talk.feed({ kind: 'end', outcome: 'ended', caller: 'e' });
  expect(talk.toldTo('e')).toMatchObject({ state: 'ended' });

  talk.says('more');
  talk.decides('reject', 'c1');
  talk.feed({ kind: 'grant', id: 'g', limits: { turns: 1 }, caller: 'g' });
  for (const caller of ['id-more', 'reject-c1', 'g']) {
    expect(talk.toldTo(caller)).toBe('ConversationEnded');
  }
  expect(talk.state).toBe(state);
});

/** As an older Worker resolved it. */
function withoutRunsBy(of: GoalSpec): GoalSpec {
  return Object.fromEntries(Object.entries(of).filter(([name]) => name !== 'runsBy')) as never;
}
