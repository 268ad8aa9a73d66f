import { describe, expect, test } from 'vitest';
import { call, step, Talk } from './talk.js';

describe('a message that is refused', () => {
  test('leads back, and leaves a pending approval as it is', () => {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(step({ calls: [call('Unsafe', { needsApproval: true })] }));
    talk.says('burgers');
    talk.refuses('Back to the trip.');
    expect(talk.toldTo('id-burgers')).toMatchObject({
      state: 'awaiting-approval',
      approvals: [{ callId: 'c1' }],
    });
  });
});

describe('an approval', () => {
  function waiting(): Talk {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(step({ calls: [call('Unsafe', { needsApproval: true })] }));
    return talk;
  }

  test('is asked for before the tool runs, and runs what was shown', () => {
    const talk = waiting();
    expect(talk.commands.some(({ kind }) => kind === 'run-tool')).toBe(false);
    expect(talk.toldTo('id-go')).toMatchObject({
      state: 'awaiting-approval',
      approvals: [{ tool: 'Unsafe', input: { q: 'x' } }],
    });
    expect(talk.decides('approve', 'c1')).toMatchObject([
      { kind: 'run-tool', call: { callId: 'c1', input: { q: 'x' } } },
    ]);
    talk.completes('c1');
    talk.plans(step({ text: 'Done that.' }));
    expect(talk.toldTo('approve-c1')).toMatchObject({
      state: 'awaiting-user',
      messages: [{ text: 'Done that.' }],
      tools: [{ outcome: 'completed' }],
    });
  });

  test.each([
    [
      'a call that is not there',
      (talk: Talk) => talk.decides('approve', 'c9', { id: 'd' }),
      'UnknownCall',
    ],
    [
      'another hash',
      (talk: Talk) => talk.decides('approve', 'c1', { id: 'd', inputHash: 'f00' }),
      'StaleApproval',
    ],
    [
      'a call that was decided',
      (talk: Talk) => {
        talk.decides('approve', 'c1');
        talk.decides('approve', 'c1', { id: 'd' });
      },
      'AlreadyDecided',
    ],
    [
      'a call that ended',
      (talk: Talk) => {
        talk.decides('reject', 'c1');
        talk.plans(step());
        talk.decides('approve', 'c1', { id: 'd' });
      },
      'AlreadyDecided',
    ],
    [
      'a call whose time is over',
      (talk: Talk) => {
        talk.now += 86_400_001;
        talk.decides('approve', 'c1', { id: 'd' });
      },
      'ApprovalExpired',
    ],
    [
      'a call while a newer message is read',
      (talk: Talk) => {
        talk.says('wait');
        talk.decides('approve', 'c1', { id: 'd' });
      },
      'ApprovalOnHold',
    ],
  ])('of %s is refused', (_, act, type) => {
    const talk = waiting();
    act(talk);
    expect(talk.toldTo('d')).toBe(type);
  });

  test('five at once run the tool once', () => {
    const talk = waiting();
    for (let index = 0; index < 5; index += 1) talk.decides('approve', 'c1', { id: `d${index}` });
    expect(talk.commands.filter(({ kind }) => kind === 'run-tool')).toHaveLength(1);
  });

  test('sent twice under one id is one, also after the tool ran', () => {
    const talk = waiting();
    talk.decides('approve', 'c1');
    talk.completes('c1');
    talk.plans(step({ text: 'Well done.' }));
    talk.feed({
      kind: 'decide',
      id: 'approve-c1',
      decision: 'approve',
      callId: 'c1',
      inputHash: 'x',
      caller: 'again',
    });
    expect(talk.toldTo('again')).toMatchObject({ turn: 1, state: 'awaiting-user' });
  });

  test('is withdrawn by a newer message, visibly', () => {
    const talk = waiting();
    talk.says('cancel that');
    talk.plans(step({ text: 'Cancelled.' }));
    expect(talk.state.batch).toEqual([]);
    expect(talk.state.messages.at(-2)).toMatchObject({
      role: 'tool',
      toolCall: { approval: { decision: 'withdrawn' } },
      toolResult: { outcome: 'withdrawn', isError: true },
    });
  });

  test('stays when the newer message leads to the very same call', () => {
    const talk = waiting();
    talk.says('yes');
    talk.plans(step({ calls: [call('Unsafe', { needsApproval: true })] }));
    expect(talk.toldTo('id-yes')).toMatchObject({
      state: 'awaiting-approval',
      approvals: [{ callId: 'c1' }],
    });
  });

  test('expires, and says so without a model', () => {
    const talk = waiting();
    talk.now += 86_400_000;
    expect(talk.feed({ kind: 'tick' })).toEqual([]);
    expect(talk.state.messages.at(-1)).toMatchObject({ role: 'agent', step: { next: 'question' } });
    expect(talk.state.batch).toEqual([]);
  });

  test('stays on hold while the newer message cannot be read, and says why', () => {
    const talk = waiting();
    talk.says('make it April instead');
    const planId = talk.state.plan?.planId ?? 0;
    talk.feed({
      kind: 'plan-failed',
      planId,
      type: 'ModelAuthRefused',
      reason: 'Key.',
      heals: false,
    });
    expect(talk.toldTo('id-make it April instead')).toMatchObject({
      state: 'waiting-for-model',
      waiting: { reason: 'Key.' },
    });
    talk.decides('approve', 'c1', { id: 'd' });
    expect(talk.toldTo('d')).toBe('ApprovalOnHold');
    expect(talk.feed({ kind: 'retry', id: 'r' })).toMatchObject([{ kind: 'plan' }]);
    talk.decides('approve', 'c1', { id: 'd1' });
    expect(talk.toldTo('d1')).toBe('ApprovalOnHold');
    talk.refuses('Off topic.');
    talk.decides('approve', 'c1', { id: 'd2' });
    expect(talk.commands.at(-1)).toMatchObject({ kind: 'run-tool' });
  });

  test('stays on hold while a limit keeps the newer message from being read, and a grant reads it', () => {
    const talk = waiting();
    talk.state = { ...talk.state, limits: { modelCalls: 2 } };
    talk.says('make it April instead');
    talk.decides('approve', 'c1', { id: 'd' });
    expect(talk.toldTo('d')).toBe('ApprovalOnHold');
    talk.feed({ kind: 'confirm' });
    expect(talk.commands.some(({ kind }) => kind === 'run-tool')).toBe(false);
    const commands = talk.feed({ kind: 'grant', id: 'g', limits: { modelCalls: 1 } });
    expect(commands).toMatchObject([{ kind: 'plan', trigger: { text: 'make it April instead' } }]);
  });

  test('with an edit that is sent twice runs it once', () => {
    const talk = waiting();
    talk.decides('approve', 'c1', { input: { q: 'y' }, id: 'e' });
    talk.decides('approve', 'c1', { input: { q: 'y' }, id: 'e' });
    expect(talk.toldTo('e')).toBeUndefined();
    expect(talk.commands.filter(({ kind }) => kind === 'check-input')).toHaveLength(1);
  });

  test('of an edited call runs the edited input, under a call id of its own', () => {
    const talk = waiting();
    expect(talk.decides('approve', 'c1', { input: { q: 'y' } })).toMatchObject([
      { kind: 'check-input', input: { q: 'y' } },
    ]);
    const commands = talk.feed({
      kind: 'input-checked',
      callId: 'c1',
      check: { kind: 'accepted', input: { q: 'y' }, inputHash: 'h2' },
    });
    expect(commands).toMatchObject([
      {
        kind: 'run-tool',
        call: { callId: 'c2', input: { q: 'y' }, inputHash: 'h2', approval: { editedFrom: 'c1' } },
      },
    ]);
  });

  test('of an edit that the schema refuses is told why, and the call waits on', () => {
    const talk = waiting();
    talk.decides('approve', 'c1', { input: { q: 1 }, id: 'd' });
    talk.feed({
      kind: 'input-checked',
      callId: 'c1',
      check: { kind: 'refused', reason: 'q: not a text' },
    });
    expect(talk.toldTo('d')).toBe('InputRefused');
    expect(talk.state.batch).toMatchObject([{ callId: 'c1', status: 'awaiting-approval' }]);
  });

  test('by a bare confirm is taken only where one safe call waits', () => {
    const unsafe = waiting();
    expect(unsafe.feed({ kind: 'confirm' })).toEqual([]);
    const keyed = new Talk().begun();
    expect(keyed.feed({ kind: 'confirm' })).toEqual([]);
    keyed.says('go');
    keyed.plans(step({ calls: [call('Keyed', { needsApproval: true })] }));
    expect(keyed.feed({ kind: 'confirm' })).toMatchObject([{ kind: 'run-tool' }]);
    expect(keyed.feed({ kind: 'confirm' })).toEqual([]);
  });
});

describe('several calls of one step', () => {
  test('run side by side while one waits for approval, and are told in call order', () => {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(
      step({ calls: [call('Unsafe', { needsApproval: true }), call('Read'), call('Keyed')] }),
    );
    expect(talk.toldTo('id-go')).toMatchObject({ state: 'awaiting-approval' });
    expect(talk.commands.filter(({ kind }) => kind === 'run-tool')).toHaveLength(2);
    talk.completes('c3');
    talk.feed({ kind: 'tool-settled', callId: 'c2', ending: { kind: 'failed', error: 'No.' } });
    talk.decides('approve', 'c1');
    talk.completes('c1');
    const tools = talk.state.messages.flatMap(({ toolResult }) =>
      toolResult ? [[toolResult.callId, toolResult.outcome]] : [],
    );
    expect(tools).toEqual([
      ['c1', 'completed'],
      ['c2', 'failed'],
      ['c3', 'completed'],
    ]);
  });

  test('have their pending approval withdrawn by a message, which is read when the rest has settled', () => {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(step({ calls: [call('Unsafe', { needsApproval: true }), call('Read')] }));
    talk.says('stop');
    expect(talk.state.plan).toBeUndefined();
    expect(talk.completes('c2')).toMatchObject([
      { kind: 'plan', trigger: { kind: 'message', text: 'stop' } },
    ]);
  });
});
