import type { GoalSpec } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { carried } from '../../src/conversation/carry.js';
import { call, goal, step, Talk } from './talk.js';

const following: GoalSpec = { ...goal, hash: 'v1', whenChanged: 'next-turn' };
const changedTool = (name: string): GoalSpec => ({
  ...following,
  hash: `v2-${name}`,
  title: 'Test, better',
  tools: goal.tools.map((tool) => (tool.name === name ? { ...tool, hash: 'other' } : tool)),
});
const systemTexts = ({ state }: Talk) =>
  state.messages.flatMap(({ role, text }) => (role === 'system' ? [text] : []));

function begun(spec: GoalSpec = following): Talk {
  const talk = new Talk();
  talk.state = { ...talk.state, todo: { kind: 'start' } };
  talk.feed({ kind: 'goal-resolved', goal: spec });
  talk.plans(step({ text: 'Hello.' }));
  return talk;
}

/** Two calls wait: one of `Keyed`, one of `Unsafe`. */
function waiting(spec: GoalSpec = following): Talk {
  const talk = begun(spec);
  talk.says('go');
  if (spec.whenChanged) talk.feed({ kind: 'goal-looked-up', goal: spec });
  const calls = [call('Keyed', { needsApproval: true }), call('Unsafe', { needsApproval: true })];
  talk.plans(step({ calls }));
  return talk;
}

describe('a goal that is taken up when it changed', () => {
  test('is looked up before each message is taken, and nothing is said when it is the same', () => {
    const talk = begun();
    expect(talk.says('one')).toEqual([{ kind: 'look-up-goal', goalId: 'test' }]);
    expect(talk.state.messages).toHaveLength(1);
    expect(talk.feed({ kind: 'goal-looked-up', goal: following })).toMatchObject([
      { kind: 'plan' },
    ]);
    talk.plans(step());
    expect(talk.says('two')).toEqual([{ kind: 'look-up-goal', goalId: 'test' }]);
    expect(systemTexts(talk)).toEqual([]);
  });

  test('is gone on with in its new version, visibly', () => {
    const talk = begun();
    talk.says('one');
    talk.feed({ kind: 'goal-looked-up', goal: changedTool('Read') });
    expect(talk.state.goal?.hash).toBe('v2-Read');
    expect(talk.state.messages.slice(1)).toMatchObject([
      {
        role: 'system',
        text: "The goal 'Test, better' has changed; this conversation goes on with its new version.",
      },
      { role: 'user', text: 'one' },
    ]);
    expect(talk.state.plan?.trigger).toEqual({ kind: 'message', text: 'one' });
  });

  test('stays as it was recorded when no Worker has it any more', () => {
    const talk = begun();
    talk.says('one');
    expect(talk.feed({ kind: 'goal-looked-up' })).toMatchObject([{ kind: 'plan' }]);
    expect(talk.state.goal).toEqual(following);
    expect(systemTexts(talk)).toEqual([]);
  });

  test('keeps the approvals of tools that are the same, and withdraws those of a tool that changed', () => {
    const talk = waiting();
    talk.says('and?');
    talk.feed({ kind: 'goal-looked-up', goal: changedTool('Unsafe') });
    expect(talk.state.batch).toMatchObject([{ tool: 'Keyed', status: 'awaiting-approval' }]);
    expect(talk.state.messages.find(({ toolCall }) => toolCall)).toMatchObject({
      toolCall: { tool: 'Unsafe', approval: { decision: 'withdrawn' } },
      toolResult: {
        outcome: 'withdrawn',
        error: "Not run; withdrawn: 'Unsafe' is another tool in the new version of the goal.",
      },
    });
    // The message is read while the other call is on hold; a refusal leaves it.
    talk.refuses('No.');
    expect(talk.decides('approve', 'c1')).toMatchObject([{ kind: 'run-tool' }]);
  });

  test('holds approvals while it is looked up, and lets none expire', () => {
    const talk = waiting();
    talk.says('and?');
    talk.decides('approve', 'c1');
    expect(talk.toldTo('approve-c1')).toBe('ApprovalOnHold');
    talk.now += 25 * 3_600_000;
    talk.feed({ kind: 'tick' });
    expect(talk.state.batch).toHaveLength(2);
  });

  test.each([
    ['ended', { kind: 'end', outcome: 'ended' }],
    ['switched to another goal', { kind: 'change-goal', id: 'g', goalId: 'other' }],
  ] as const)('may be %s while it is looked up', (_, event) => {
    const talk = begun();
    talk.says('one');
    talk.feed(event);
    if (event.kind === 'change-goal') {
      talk.feed({ kind: 'goal-resolved', goal: { ...goal, id: 'other', hash: 'o' } });
      talk.plans(step());
      talk.plans(step());
    }
    const before = talk.state.goal;
    talk.feed({ kind: 'goal-looked-up', goal: changedTool('Read') });
    expect(talk.state.goal).toBe(before);
    expect(talk.toldTo('id-one')).not.toBeUndefined();
  });

  test('is looked up once for a message, be it that the next run takes it', () => {
    const talk = begun();
    talk.says('one');
    talk.feed({ kind: 'continue-due' });
    talk.feed({ kind: 'goal-looked-up', goal: following });
    expect(talk.toldTo('id-one')).toMatchObject({ state: 'continued' });
    talk.state = carried(talk.state);
    expect(talk.feed({ kind: 'tick' })).toMatchObject([{ kind: 'plan', trigger: { text: 'one' } }]);
  });
});

test('a goal that is pinned is never looked up again', () => {
  const talk = begun(goal);
  talk.says('one');
  expect(talk.commands.some(({ kind }) => kind === 'look-up-goal')).toBe(false);
});

describe('a change to the same goal', () => {
  function changed(talk: Talk, to: GoalSpec) {
    talk.feed({ kind: 'change-goal', id: 'g', goalId: 'test', caller: 'g' });
    return talk.feed({ kind: 'goal-resolved', goal: to });
  }

  test('takes its new version up at once, and keeps the approvals of tools that are the same', () => {
    const talk = waiting(goal);
    changed(talk, changedTool('Read'));
    expect(talk.toldTo('g')).toMatchObject({ state: 'awaiting-approval' });
    expect(talk.state.batch.map(({ status }) => status)).toEqual([
      'awaiting-approval',
      'awaiting-approval',
    ]);
    expect(systemTexts(talk)).toHaveLength(1);
  });

  test('has the model go on when nothing waits any more', () => {
    const talk = begun(goal);
    talk.says('go');
    talk.plans(step({ calls: [call('Unsafe', { needsApproval: true })] }));
    expect(changed(talk, changedTool('Unsafe'))).toMatchObject([
      { kind: 'plan', trigger: { kind: 'goal-changed' } },
    ]);
  });

  test('goes on with the step that was planned', () => {
    const talk = begun(goal);
    talk.says('go');
    expect(changed(talk, changedTool('Read'))).toMatchObject([
      { kind: 'plan', trigger: { kind: 'message', text: 'go' } },
    ]);
  });

  test('that did not change changes nothing', () => {
    const talk = begun(goal);
    changed(talk, goal);
    expect(talk.toldTo('g')).toMatchObject({ state: 'awaiting-user' });
    expect(systemTexts(talk)).toEqual([]);
  });

  test('is planned on as it used to be where the goal has no hashes of its tools', () => {
    const old = { ...goal, tools: goal.tools.map(({ hash: _hash, ...tool }) => tool) };
    const talk = waiting(old);
    expect(changed(talk, old)).toMatchObject([{ kind: 'plan', trigger: { kind: 'goal-changed' } }]);
    expect(talk.state.batch).toEqual([]);
  });
});

describe('a call of a tool whose version no Worker has', () => {
  const reason = "'Unsafe' was not run: this conversation goes by another version.";
  function missed(talk: Talk, callId: string, attempted = false) {
    return talk.feed({
      kind: 'tool-settled',
      callId,
      ending: { kind: 'never-started', reason, ...(attempted ? { attempted } : {}) },
    });
  }
  function running(tool: 'Unsafe' | 'Keyed' | 'Read'): Talk {
    const talk = new Talk().begun();
    talk.says('go');
    talk.plans(step({ calls: [call(tool)] }));
    return talk;
  }

  test('is said at once, looked for with growing pauses, and then not run, with the remedy', () => {
    const talk = running('Unsafe');
    const delays = Array.from({ length: 5 }, () => {
      const [command] = missed(talk, 'c1');
      return command?.kind === 'run-tool' ? command.delayMs : undefined;
    });
    expect(delays).toEqual([5_000, 10_000, 20_000, 40_000, 80_000]);
    expect(systemTexts(talk)).toEqual([
      "'Unsafe' waits for a Worker that has the version of it that this conversation goes by.",
    ]);
    expect(missed(talk, 'c1')).toMatchObject([{ kind: 'plan', trigger: { kind: 'tool-results' } }]);
    expect(talk.state.messages.at(-1)).toMatchObject({
      toolResult: { outcome: 'not-run', error: reason },
    });
    // It can be asked for again.
    talk.plans(step({ calls: [call('Unsafe')] }));
    talk.completes('c2');
    expect(talk.state.messages.at(-1)).toMatchObject({ toolResult: { outcome: 'completed' } });
  });

  test.each([
    ['Keyed', 'in-doubt'],
    ['Read', 'not-run'],
  ] as const)('%s is %s when an earlier attempt may have run', (tool, outcome) => {
    const talk = running(tool);
    missed(talk, 'c1', true);
    for (let miss = 0; miss < 5; miss += 1) missed(talk, 'c1');
    expect(talk.state.batch[0]?.status ?? talk.state.messages.at(-1)?.toolResult?.outcome).toBe(
      outcome,
    );
  });

  test('that was never attempted is not run when the conversation ends meanwhile', () => {
    const talk = running('Keyed');
    missed(talk, 'c1');
    talk.feed({ kind: 'end', outcome: 'ended' });
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending: { kind: 'never-started' } });
    expect(talk.state.messages.at(-1)).toMatchObject({ toolResult: { outcome: 'not-run' } });
  });

  test('that may have run is in doubt when the conversation ends meanwhile', () => {
    const talk = running('Keyed');
    missed(talk, 'c1', true);
    talk.feed({ kind: 'end', outcome: 'ended' });
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending: { kind: 'never-started' } });
    expect(talk.state.messages.at(-1)).toMatchObject({ toolResult: { outcome: 'in-doubt' } });
  });
});

test('a call that no Worker takes is scheduled again with growing pauses, five minutes at most', () => {
  const talk = new Talk().begun();
  talk.says('go');
  talk.plans(step({ calls: [call('Unsafe')] }));
  const delays = Array.from({ length: 9 }, () => {
    const ending = { kind: 'never-started' } as const;
    const [command] = talk.feed({ kind: 'tool-settled', callId: 'c1', ending });
    return command?.kind === 'run-tool' ? command.delayMs : undefined;
  });
  expect(delays.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
  expect(delays.slice(-2)).toEqual([300_000, 300_000]);
  expect(systemTexts(talk)).toEqual([]);
});
