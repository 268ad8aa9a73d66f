import { describe, expect, test } from 'vitest';
import { alarmsOf } from '../../src/conversation/approvals.js';
import { detailsOf } from '../../src/workflow/current-details.js';
import { alarmSummary, callSummary, planSummary } from '../../src/workflow/summaries.js';
import { call, step, Talk } from '../conversation/talk.js';

/** What a person said, a tool was given and a model answered: none of it belongs where a Workflow is only listed. */
const words = 'Ada wants to go to Sydney';

function asked(): Talk {
  const talk = new Talk().begun();
  talk.says(words);
  return talk;
}

function waiting(...tools: readonly Parameters<typeof call>[0][]): Talk {
  const talk = asked();
  talk.plans(
    step({
      text: words,
      calls: tools.map((tool) => call(tool, { needsApproval: true, q: words })),
    }),
  );
  return talk;
}

describe('current details', () => {
  test('say that the goal is looked up', () => {
    expect(detailsOf(new Talk().state)).toBe('**Looks its goal up**');
  });

  test('say that a step is planned, and what was used', () => {
    expect(detailsOf(asked().state)).toMatchInlineSnapshot(`
      "**Plans in turn 1**

      Chat of goal \`test\`: Test

      Used: turns 1, model calls 1, tool calls 0, tokens 10 in and 5 out"
    `);
  });

  test('say which calls wait, until when, and who is missing', () => {
    const talk = waiting('Keyed', 'Double');
    talk.decides('approve', 'c2', { by: 'ada' });
    expect(detailsOf(talk.state)).toMatchInlineSnapshot(`
      "**Waits for approval**

      - \`Keyed\` c1: idempotent, until 2026-01-02T00:00:00.000Z

      - \`Double\` c2: unsafe, 1 of 2 approved, until 2026-01-02T00:00:00.000Z

      Chat of goal \`test\`: Test

      Used: turns 1, model calls 2, tool calls 0, tokens 20 in and 10 out"
    `);
  });

  test('say which calls run beside them, and how many messages wait', () => {
    const talk = waiting('Keyed', 'Read');
    talk.decides('approve', 'c1');
    talk.says('more', 'm2');
    expect(detailsOf(talk.state)).toMatchInlineSnapshot(`
      "**Works in turn 1** · 1 message waits

      - \`Keyed\` c1: runs

      - \`Read\` c2: withdrawn

      Chat of goal \`test\`: Test

      Used: turns 1, model calls 2, tool calls 1, tokens 20 in and 10 out"
    `);
  });

  test('say that somebody has to know what happened', () => {
    const talk = waiting('Unsafe');
    talk.decides('approve', 'c1');
    const ending = { kind: 'lost', reason: words } as const;
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending });
    expect(detailsOf(talk.state)).toMatchInlineSnapshot(`
      "**Needs a word on what happened**

      - \`Unsafe\` c1: it may have happened; \`resolve\` says whether it did

      Chat of goal \`test\`: Test

      Used: turns 1, model calls 2, tool calls 1, tokens 20 in and 10 out"
    `);
  });

  test('say why and until when a model is waited for', () => {
    const talk = asked();
    talk.feed({
      kind: 'plan-failed',
      planId: talk.state.plan?.planId ?? -1,
      type: 'ModelRateLimited',
      reason: "Model 'test' asks for patience.",
      heals: true,
    });
    expect(detailsOf(talk.state)).toMatchInlineSnapshot(`
      "**Waits for the model**

      \`ModelRateLimited\`: Model 'test' asks for patience. Next try: 2026-01-01T00:01:00.000Z.

      Chat of goal \`test\`: Test

      Used: turns 1, model calls 1, tool calls 0, tokens 10 in and 5 out"
    `);
  });

  test('say how it ended', () => {
    const talk = asked();
    talk.plans(step({ text: words, next: 'done' }));
    expect(detailsOf(talk.state)).toMatchInlineSnapshot(`
      "**Ended: done**

      Chat of goal \`test\`: Test

      Used: turns 1, model calls 2, tool calls 0, tokens 20 in and 10 out"
    `);
  });

  test('hold nothing of what was said', () => {
    for (const talk of [asked(), waiting('Keyed', 'Double'), waiting('Unsafe')]) {
      expect(detailsOf(talk.state)).not.toContain(words);
    }
  });
});

describe('a summary', () => {
  test.each([
    ['the first step', { kind: 'start' }, 'start'],
    ['a step on a message', { kind: 'message', text: words }, 'turn 1: message'],
    ['a step on results', { kind: 'tool-results', callIds: ['c1', 'c2'] }, 'turn 1: after c1, c2'],
    [
      'a step on many results',
      { kind: 'tool-results', callIds: ['c1', 'c2', 'c3', 'c4'] },
      'turn 1: after 4 calls',
    ],
    ['a step of another goal', { kind: 'goal-changed' }, 'turn 1: new goal'],
  ] as const)('of %s', (_, trigger, summary) => {
    expect(planSummary(asked().state, trigger)).toBe(summary);
  });

  test('of a call has its turn and its id', () => {
    const { state } = waiting('Keyed');
    expect(state.batch.map((one) => callSummary(state, one))).toEqual(['turn 1: c1']);
  });

  test('of a timer says for what it is', () => {
    const { state } = waiting('Double');
    expect(alarmsOf(state).map((at) => alarmSummary(state, at))).toEqual([
      'c1 may expire',
      'c1 may need a reminder',
    ]);
  });
});
