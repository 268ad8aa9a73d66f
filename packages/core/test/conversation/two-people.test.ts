import { describe, expect, test } from 'vitest';
import { nextAlarm } from '../../src/conversation/advance.js';
import { turnOf } from '../../src/conversation/turn.js';
import { call, goal, step, Talk, type ToolName } from './talk.js';

const hour = 3_600_000;
const ran = (talk: Talk) =>
  talk.commands.flatMap((command) => (command.kind === 'run-tool' ? [command.call] : []));
const pending = (talk: Talk) => turnOf(talk.state, talk.state.turn, 0).approvals;
const lastCall = (talk: Talk) =>
  talk.state.messages.findLast(({ toolCall }) => toolCall !== undefined);
const pass = (talk: Talk, ms: number) => {
  talk.now += ms;
  return talk.feed({ kind: 'tick' });
};

function waiting(tool: ToolName): Talk {
  const talk = new Talk().begun();
  talk.says('go');
  talk.plans(step({ calls: [call(tool, { needsApproval: true })] }));
  return talk;
}

describe('a call that two people have to approve', () => {
  test('runs after the second one, and its record has both', () => {
    const talk = waiting('Double');
    talk.decides('approve', 'c1', { by: 'ada', reason: 'fits the budget' });
    expect(ran(talk)).toEqual([]);
    expect(talk.toldTo('approve-c1-ada')).toMatchObject({
      state: 'awaiting-approval',
      approvals: [
        {
          callId: 'c1',
          approvalsNeeded: 2,
          approvedBy: [{ by: 'ada', reason: 'fits the budget', at: '2026-01-01T00:00:00.000Z' }],
        },
      ],
    });
    talk.now += 60_000;
    talk.decides('approve', 'c1', { by: 'bob' });
    talk.completes('c1');
    expect(lastCall(talk)?.toolCall?.approval).toEqual({
      decision: 'approved',
      by: 'bob',
      at: '2026-01-01T00:01:00.000Z',
      approvals: [
        { by: 'ada', reason: 'fits the budget', at: '2026-01-01T00:00:00.000Z' },
        { by: 'bob', at: '2026-01-01T00:01:00.000Z' },
      ],
    });
  });

  test.each([
    ['the same person', 'ada'],
    ['the same person, written otherwise', ' ADA '],
    ['nobody', undefined],
    ['nobody who is known', 'local'],
    ['an empty name', ' '],
  ])('does not run when the second one is %s', (_, by) => {
    const talk = waiting('Double');
    talk.decides('approve', 'c1', { by: 'ada' });
    talk.decides('approve', 'c1', { id: 'again', ...(by === undefined ? {} : { by }) });
    expect(talk.toldTo('again')).toBe('SecondPersonNeeded');
    expect(ran(talk)).toEqual([]);
    expect(pending(talk)).toMatchObject([{ approvedBy: [{ by: 'ada' }] }]);
  });

  test('needs a name from the first one, too', () => {
    const talk = waiting('Double');
    talk.decides('approve', 'c1', { id: 'unnamed' });
    expect(talk.toldTo('unnamed')).toBe('SecondPersonNeeded');
    expect(pending(talk)[0]).not.toHaveProperty('approvedBy');
  });

  test('is not approved twice by one decision that is sent twice', () => {
    const talk = waiting('Double');
    talk.decides('approve', 'c1', { by: 'ada', id: 'once' });
    talk.decides('approve', 'c1', { by: 'ada', id: 'once' });
    expect(talk.toldTo('once')).toMatchObject({ state: 'awaiting-approval' });
    expect(ran(talk)).toEqual([]);
  });

  test('is rejected by one, and the record keeps who had approved', () => {
    const talk = waiting('Double');
    talk.decides('approve', 'c1', { by: 'ada' });
    talk.decides('reject', 'c1', { by: 'bob', reason: 'too much' });
    expect(lastCall(talk)?.toolCall?.approval).toMatchObject({
      decision: 'rejected',
      by: 'bob',
      reason: 'too much',
      approvals: [{ by: 'ada' }],
    });
  });

  test('is another call once edited, which its editor approved and somebody else has to', () => {
    const talk = waiting('Double');
    talk.decides('approve', 'c1', { by: 'ada' });
    talk.decides('approve', 'c1', { by: 'bob', input: { q: 'less' } });
    const check = { kind: 'accepted', input: { q: 'less' }, inputHash: 'less' } as const;
    talk.feed({ kind: 'input-checked', callId: 'c1', check });
    expect(pending(talk)).toMatchObject([{ callId: 'c2', approvedBy: [{ by: 'bob' }] }]);
    talk.decides('approve', 'c2', { by: 'bob', id: 'again' });
    expect(talk.toldTo('again')).toBe('SecondPersonNeeded');
    talk.decides('approve', 'c2', { by: 'ada' });
    expect(ran(talk)).toMatchObject([
      { callId: 'c2', approval: { editedFrom: 'c1', approvals: [{ by: 'bob' }, { by: 'ada' }] } },
    ]);
  });

  test('keeps its first approval when an edit is refused', () => {
    const talk = waiting('Double');
    talk.decides('approve', 'c1', { by: 'ada' });
    talk.decides('approve', 'c1', { by: 'bob', input: {} });
    const check = { kind: 'refused', reason: 'It lacks q.' } as const;
    talk.feed({ kind: 'input-checked', callId: 'c1', check });
    expect(pending(talk)).toMatchObject([{ callId: 'c1', approvedBy: [{ by: 'ada' }] }]);
  });

  test('is not approved by the bare yes', () => {
    const talk = waiting('Double');
    talk.decides('approve', 'c1', { by: 'ada' });
    talk.feed({ kind: 'confirm' });
    expect(ran(talk)).toEqual([]);
  });
});

describe('when nobody decides', () => {
  test('a call is not run', () => {
    const talk = waiting('Unsafe');
    pass(talk, 24 * hour);
    expect(ran(talk)).toEqual([]);
    expect(lastCall(talk)?.toolCall?.approval).toMatchObject({ decision: 'expired' });
  });

  test('a call of a tool that says so runs, and its record says by whose will', () => {
    const talk = waiting('Default');
    expect(pending(talk)).toMatchObject([{ whenExpired: 'run' }]);
    expect(nextAlarm(talk.state, talk.now)).toBe(talk.now + 2 * hour);
    pass(talk, 2 * hour);
    expect(ran(talk)).toMatchObject([
      {
        callId: 'c1',
        approval: {
          decision: 'approved',
          byDefault: true,
          reason: 'Nobody decided in time, and this tool runs then.',
        },
      },
    ]);
  });

  test('it does not run while a newer message has not been read', () => {
    const talk = waiting('Default');
    talk.says('wait');
    pass(talk, 2 * hour);
    expect(ran(talk)).toEqual([]);
    talk.plans(step());
    expect(ran(talk), 'the message withdrew it').toEqual([]);
    expect(lastCall(talk)?.toolCall?.approval).toMatchObject({ decision: 'withdrawn' });
  });
});

describe('a reminder', () => {
  const told = (talk: Talk) =>
    talk.commands.flatMap((command) =>
      command.kind === 'notify-approval' ? [`${command.reason} ${command.approval.callId}`] : [],
    );

  test('is said once, with what is waited for and until when', () => {
    const talk = waiting('Double');
    expect(nextAlarm(talk.state, talk.now)).toBe(talk.now + hour);
    talk.decides('approve', 'c1', { by: 'ada' });
    pass(talk, hour);
    expect(talk.state.messages.at(-1)).toMatchObject({
      role: 'system',
      text: "'Double' (c1) still waits for approval by a second person besides ada; after 2026-01-02T00:00:00.000Z it is not run.",
    });
    expect(pending(talk)).toMatchObject([{ remindedAt: '2026-01-01T01:00:00.000Z' }]);
    const { length } = talk.state.messages;
    pass(talk, hour);
    expect(talk.state.messages).toHaveLength(length);
    expect(nextAlarm(talk.state, talk.now)).toBe(talk.now + 22 * hour);
  });

  test('waits until a newer message has been read', () => {
    const talk = waiting('Double');
    talk.says('wait');
    const { length } = talk.state.messages;
    pass(talk, hour);
    expect(talk.state.messages).toHaveLength(length);
    talk.refuses('Back to the point.');
    expect(talk.state.messages.at(-1)?.text).toContain('still waits');
  });

  test('and the request before it are told to a Worker that wants to hear of them', () => {
    const talk = new Talk();
    talk.state = { ...talk.state, todo: { kind: 'start' } };
    talk.feed({ kind: 'goal-resolved', goal: { ...goal, notifiesApprovals: true } });
    talk.plans(step());
    talk.says('go');
    talk.plans(step({ calls: [call('Double', { needsApproval: true }), call('Read')] }));
    expect(told(talk)).toEqual(['requested c1']);
    pass(talk, hour);
    expect(told(talk)).toEqual(['requested c1', 'reminder c1']);
  });

  test('is told to no other', () => {
    const talk = waiting('Double');
    pass(talk, hour);
    expect(told(talk)).toEqual([]);
  });
});
