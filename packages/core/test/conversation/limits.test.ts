import type { Limits, PlannedCall, PlannedStep, StepUsage } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { nextAlarm } from '../../src/conversation/advance.js';
import { turnOf } from '../../src/conversation/turn.js';
import { call, goal, step, Talk } from './talk.js';

function limited(limits: Limits): Talk {
  const talk = new Talk();
  talk.state = { ...talk.state, limits, startedAt: talk.now };
  return talk.begun();
}

const ran = (talk: Talk) =>
  talk.commands.flatMap((command) => (command.kind === 'run-tool' ? [command.call.callId] : []));
const said = (talk: Talk) => talk.state.messages.at(-1)?.text;
const now = (talk: Talk) => turnOf(talk.state, talk.state.turn, 0);
const grant = (talk: Talk, limits: Limits) =>
  talk.feed({ kind: 'grant', id: `grant-${talk.commands.length}`, limits, caller: 'g' });
const used = (usage: Partial<StepUsage>): PlannedStep =>
  step({ usage: { ...step().usage, ...usage } });
const different = (count: number): readonly PlannedCall[] =>
  Array.from({ length: count }, (_, index) => call('Read', { q: `${index}` }));

describe('a limit of', () => {
  test.each<[string, Limits, PlannedStep, string]>([
    ['turns', { turns: 1 }, step(), 'this conversation may use 1 turns, and they are used up.'],
    ['model calls', { modelCalls: 2 }, step(), 'may use 2 model calls, and they are used up.'],
    ['tokens', { tokens: 30 }, step(), 'may use 30 tokens, and they are used up.'],
    ['cost', { costUsd: 0.3 }, used({ costUsd: 0.3 }), 'may cost 0.3 USD, and they are used up.'],
  ])('%s stops before the next step, and a grant goes on', (_, limits, first, words) => {
    const talk = limited(limits);
    talk.says('one');
    expect(talk.state.plan, 'the bound is not reached yet').toBeDefined();
    talk.plans(first);
    talk.says('two');
    const [name] = Object.keys(limits) as (keyof Limits)[];
    expect(talk.toldTo('id-two')).toMatchObject({
      state: 'awaiting-user',
      limit: { limit: name, max: limits[name ?? 'turns'] },
    });
    expect(said(talk)).toContain(words);
    expect(grant(talk, limits)).toMatchObject([{ kind: 'plan', trigger: { text: 'two' } }]);
    expect(now(talk).limit).toBeUndefined();
  });

  test('steps stops a turn that goes on by itself', () => {
    const talk = limited({ stepsPerTurn: 2, sameCall: 10 });
    talk.says('go');
    talk.plans(step({ calls: [call('Read')] }));
    talk.completes('c1');
    talk.plans(step({ calls: [call('Read')] }));
    talk.completes('c2');
    expect(talk.toldTo('id-go')).toMatchObject({ limit: { limit: 'stepsPerTurn', max: 2 } });
  });
});

describe('what a step may use', () => {
  test('is what is left, with room kept for a summary beside it', () => {
    const talk = limited({ modelCalls: 20, tokens: 1_000, costUsd: 2 });
    expect(talk.says('go')).toMatchObject([
      { kind: 'plan', budget: { modelCalls: 17, tokens: 985, costUsd: 2 } },
    ]);
  });

  test('is nothing special where nothing is limited', () => {
    const talk = new Talk().begun();
    expect(talk.says('go')[0]).not.toHaveProperty('budget');
  });

  test('stops it in the middle, and the message is not checked again', () => {
    const talk = limited({ modelCalls: 2 });
    talk.says('go');
    const { usage } = step();
    const reply = { kind: 'limit', limit: 'modelCalls', checked: true, usage } as const;
    talk.feed({ kind: 'planned', planId: talk.state.plan?.planId ?? -1, reply });
    expect(talk.toldTo('id-go')).toMatchObject({ limit: { limit: 'modelCalls', max: 2 } });
    expect(talk.state.usage.modelCalls).toBe(2);
    expect(grant(talk, { modelCalls: 1 })).toMatchObject([
      { kind: 'plan', validate: false, budget: { modelCalls: 1 } },
    ]);
    talk.plans(step());
    grant(talk, { modelCalls: 5 });
    expect(talk.says('more')).toMatchObject([{ kind: 'plan', validate: true }]);
  });

  test('counts what failed attempts used', () => {
    const talk = limited({ modelCalls: 3 });
    talk.says('go');
    talk.feed({
      kind: 'plan-failed',
      planId: talk.state.plan?.planId ?? -1,
      type: 'ModelTimedOut',
      reason: 'It did not answer in time.',
      heals: true,
      usage: { ...step().usage, modelCalls: 2 },
    });
    expect(talk.state.usage.modelCalls).toBe(3);
    talk.feed({ kind: 'retry', id: 'r', caller: 'r' });
    expect(talk.toldTo('r')).toMatchObject({ limit: { limit: 'modelCalls' } });
  });

  test('counts all that a plan may have used that is taken back', () => {
    const talk = limited({ modelCalls: 4 });
    talk.says('go');
    talk.feed({ kind: 'change-goal', id: 'c', goalId: 'test' });
    expect(talk.state.usage.modelCalls).toBe(4);
  });

  test('a summary shares with it, and none is made when that would leave too little', () => {
    const longer = (modelCalls: number): Talk => {
      const talk = limited({ modelCalls, turns: 100 });
      for (let turn = 1; turn <= 13; turn += 1) {
        talk.says(`m${turn}`);
        talk.plans(step());
      }
      talk.says('last');
      return talk;
    };
    const summaries = (talk: Talk) => talk.commands.filter(({ kind }) => kind === 'summarize');
    expect(summaries(longer(21))).toMatchObject([{ budget: { modelCalls: 2 } }]);
    expect(summaries(longer(19))).toEqual([]);
    const talk = longer(21);
    talk.feed({ kind: 'summary-failed' });
    expect(talk.state.usage.modelCalls, 'a lost one counts').toBe(16);
  });
});

describe('tool calls beyond their limit', () => {
  test('are not run, in call order, and the person is told', () => {
    const talk = limited({ toolCalls: 2 });
    talk.says('go');
    talk.plans(step({ calls: different(4) }));
    expect(ran(talk)).toEqual(['c1', 'c2']);
    talk.completes('c2');
    talk.completes('c1');
    expect(talk.toldTo('id-go')).toMatchObject({
      state: 'awaiting-user',
      limit: { limit: 'toolCalls', max: 2 },
      tools: [
        { callId: 'c1', outcome: 'completed' },
        { callId: 'c2', outcome: 'completed' },
        { callId: 'c3', outcome: 'not-run' },
        { callId: 'c4', outcome: 'not-run' },
      ],
    });
    expect(grant(talk, { toolCalls: 2 })).toMatchObject([
      { kind: 'plan', trigger: { kind: 'tool-results', callIds: ['c1', 'c2', 'c3', 'c4'] } },
    ]);
    talk.plans(step({ calls: different(3) }));
    expect(ran(talk)).toEqual(['c1', 'c2', 'c5', 'c6']);
  });

  test('are held by one that waits for approval, which then runs', () => {
    const talk = limited({ toolCalls: 1 });
    talk.says('go');
    talk.plans(step({ calls: [call('Unsafe', { needsApproval: true }), call('Read')] }));
    expect(ran(talk)).toEqual([]);
    talk.decides('approve', 'c1');
    expect(ran(talk)).toEqual(['c1']);
  });

  test('are not asked about', () => {
    const talk = limited({ toolCalls: 1 });
    talk.says('go');
    talk.plans(step({ calls: [call('Read'), call('Unsafe', { needsApproval: true })] }));
    expect(now(talk).approvals).toEqual([]);
  });

  test('do not count another attempt at a call that never started', () => {
    const talk = limited({ toolCalls: 1 });
    talk.says('go');
    talk.plans(step({ calls: [call('Read')] }));
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending: { kind: 'never-started' } });
    expect(ran(talk)).toEqual(['c1', 'c1']);
    expect(talk.state.usage.toolCalls).toBe(1);
  });

  test('were put to the model under the rules of older goals, and still are there', () => {
    const talk = new Talk();
    const { rules: _, ...older } = goal;
    talk.state = { ...talk.state, todo: { kind: 'start' }, limits: { toolCalls: 1 } };
    talk.feed({ kind: 'goal-resolved', goal: older });
    talk.plans(step());
    talk.says('go');
    talk.plans(step({ calls: different(2) }));
    expect(talk.completes('c1')).toMatchObject([{ kind: 'plan' }]);
  });
});

describe('the same call again and again', () => {
  function repeated(times: number): Talk {
    const talk = new Talk().begun();
    talk.says('go');
    for (let count = 1; count <= times; count += 1) {
      talk.plans(step({ calls: [call('Read'), call('Read', { q: `other-${count}` })] }));
      for (const { callId, status } of talk.state.batch) {
        if (status === 'running') talk.completes(callId);
      }
    }
    return talk;
  }

  test('is made three times, then the person is asked', () => {
    const talk = repeated(4);
    expect(ran(talk)).toHaveLength(7);
    expect(talk.toldTo('id-go')).toMatchObject({ limit: { limit: 'sameCall', max: 3 } });
    expect(said(talk)).toBe(
      "I stop here: I may call 'Read' with the same input 3 times in a turn, and wanted to do it again. Grant more to go on, or tell me what to do instead.",
    );
  });

  test('is made once more after a grant', () => {
    const talk = repeated(4);
    grant(talk, { sameCall: 1 });
    talk.plans(step({ calls: [call('Read')] }));
    expect(ran(talk)).toHaveLength(8);
  });

  test('counts anew after a message', () => {
    const talk = repeated(4);
    talk.says('try again');
    talk.plans(step({ calls: [call('Read'), call('Read'), call('Read'), call('Read')] }));
    expect(ran(talk)).toHaveLength(10);
  });
});

describe('the time of a conversation', () => {
  const hour = 3_600_000;
  const pass = (talk: Talk, ms: number) => {
    talk.now += ms;
    return talk.feed({ kind: 'tick' });
  };
  const words = 'this conversation may last 2 hours, and that is over.';
  const begun = (): Talk => limited({ wallTimeMs: 2 * hour });

  test('has an alarm, and its end is said once to who only waits', () => {
    const talk = begun();
    expect(nextAlarm(talk.state, talk.now)).toBe(talk.now + 2 * hour);
    const before = talk.state.messages.length;
    pass(talk, 2 * hour - 1);
    expect(now(talk).limit).toBeUndefined();
    pass(talk, 1);
    expect(said(talk)).toContain(words);
    expect(now(talk)).toMatchObject({ state: 'awaiting-user', limit: { limit: 'wallTimeMs' } });
    pass(talk, hour);
    expect(talk.state.messages).toHaveLength(before + 1);
    expect(nextAlarm(talk.state, talk.now)).toBeUndefined();
    expect(grant(talk, { wallTimeMs: 2 * hour })).toMatchObject([{ kind: 'reply' }]);
    expect(now(talk).limit).toBeUndefined();
    expect(nextAlarm(talk.state, talk.now)).toBe(talk.now + hour);
    expect(talk.says('more')).toMatchObject([{ kind: 'plan' }]);
  });

  test('takes back a plan under way, which a grant makes again', () => {
    const talk = begun();
    talk.says('go');
    expect(pass(talk, 2 * hour)).toMatchObject([{ kind: 'cancel-plan' }, { kind: 'reply' }]);
    expect(talk.toldTo('id-go')).toMatchObject({ limit: { limit: 'wallTimeMs' } });
    expect(grant(talk, { wallTimeMs: hour })).toMatchObject([
      { kind: 'plan', trigger: { text: 'go' } },
    ]);
  });

  test('lets tools settle that run, and begins nothing after them', () => {
    const talk = begun();
    talk.says('go');
    talk.plans(step({ calls: [call('Read')] }));
    pass(talk, 2 * hour);
    expect(now(talk).state).toBe('working');
    talk.completes('c1');
    expect(talk.toldTo('id-go')).toMatchObject({
      tools: [{ outcome: 'completed' }],
      limit: { limit: 'wallTimeMs' },
    });
    expect(talk.state.messages.filter(({ text }) => text?.includes(words))).toHaveLength(1);
  });

  test('withdraws what waits for approval, even for one who decides before anybody noticed', () => {
    const talk = begun();
    talk.says('go');
    talk.plans(step({ calls: [call('Unsafe', { needsApproval: true })] }));
    talk.now += 2 * hour;
    talk.decides('approve', 'c1');
    expect(talk.toldTo('approve-c1')).toBe('AlreadyDecided');
    expect(ran(talk)).toEqual([]);
    expect(now(talk)).toMatchObject({ limit: { limit: 'wallTimeMs' }, approvals: [] });
    expect(talk.state.messages.at(-2)?.toolCall?.approval).toMatchObject({
      decision: 'withdrawn',
      reason: 'This conversation may last 2 hours, and that is over.',
    });
  });

  test('ends the wait for a model that is away', () => {
    const talk = begun();
    talk.says('go');
    const planId = talk.state.plan?.planId ?? -1;
    talk.feed({ kind: 'plan-failed', planId, type: 'T', reason: 'R.', heals: false });
    pass(talk, 2 * hour);
    expect(now(talk)).toMatchObject({ state: 'awaiting-user', limit: { limit: 'wallTimeMs' } });
    expect(grant(talk, { wallTimeMs: hour })).toMatchObject([{ trigger: { text: 'go' } }]);
  });

  test('keeps the calls of a plan that comes in the last moment from running', () => {
    const talk = begun();
    talk.says('go');
    talk.now += 2 * hour;
    talk.plans(step({ calls: [call('Read'), call('Unsafe', { needsApproval: true })] }));
    expect(ran(talk)).toEqual([]);
    expect(now(talk)).toMatchObject({ state: 'awaiting-user', limit: { limit: 'wallTimeMs' } });
  });

  test('counts from where it is first known in a conversation that is older than this limit', () => {
    const talk = new Talk().begun();
    talk.feed({ kind: 'goal-resolved', goal: { ...goal, limits: { wallTimeMs: hour } } });
    expect(nextAlarm(talk.state, talk.now)).toBe(talk.now + hour);
  });
});
