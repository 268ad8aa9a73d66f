import { describe, expect, test } from 'vitest';
import { call, step, Talk } from './talk.js';

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

describe('a lost result', () => {
  function lost(tool: 'Unsafe' | 'Keyed'): Talk {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(step({ calls: [call(tool)] }));
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending: { kind: 'lost', reason: 'Crash.' } });
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

  test('of an idempotent tool is an error for the model, after its retries', () => {
    const talk = lost('Keyed');
    expect(talk.state.plan?.trigger).toEqual({ kind: 'tool-results', callIds: ['c1'] });
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

describe('continue-as-new', () => {
  test('tells everybody who waits, and carries their messages', () => {
    const talk = new Talk().begun();
    talk.says('a');
    talk.says('b');
    talk.feed({ kind: 'continue-due' });
    expect(talk.toldTo('id-b')).toMatchObject({ state: 'continued' });
    talk.plans(step());
    expect(talk.state.queue).toHaveLength(1);
    expect(talk.state.plan).toBeUndefined();
  });
});
