import { describe, expect, test } from 'vitest';
import { call, step, Talk } from './talk.js';

const used = { modelCalls: 1, inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 };

/** A conversation of some length whose newest message is being planned. */
function longTalk(turns = 8): Talk {
  const talk = new Talk().begun();
  for (let turn = 1; turn <= turns; turn += 1) {
    talk.says(`message ${turn}`);
    talk.plans(step({ text: `answer ${turn}` }));
  }
  talk.says('the newest');
  return talk;
}

function tooLong(talk: Talk) {
  return talk.feed({
    kind: 'plan-failed',
    planId: talk.state.plan?.planId ?? -1,
    type: 'ModelContextTooLong',
    reason: 'Too long.',
    heals: false,
    tooLong: true,
  });
}

describe('a conversation that the model refuses as too long', () => {
  test('is summed up but for its newest quarter, and the step is planned again', () => {
    const talk = longTalk();
    expect(tooLong(talk)).toEqual([{ kind: 'summarize', upTo: 13 }]);
    const commands = talk.feed({ kind: 'summarized', text: 'Much was said.', usage: used });
    expect(commands).toMatchObject([
      { kind: 'plan', trigger: { kind: 'message', text: 'the newest' } },
    ]);
    expect(talk.state).toMatchObject({ summary: 'Much was said.', windowFrom: 14 });
    expect(talk.state.messages.at(-1)).toMatchObject({
      role: 'system',
      text: 'The model refused the conversation as too long, so its older part was summed up.',
    });
    talk.plans(step({ text: 'Here I am.' }));
    expect(talk.toldTo('id-the newest')).toMatchObject({
      state: 'awaiting-user',
      messages: [{ text: 'Here I am.' }],
    });
  });

  test('is working meanwhile, takes messages, and is not continued as another run', () => {
    const talk = longTalk();
    tooLong(talk);
    expect(talk.says('one more')).toEqual([]);
    talk.feed({ kind: 'continue-due' });
    expect(talk.state.plan).toBeDefined();
    talk.feed({ kind: 'summarized', text: 'Much.', usage: used });
    expect(talk.state.summary).toBe('Much.');
    expect(talk.state.plan ?? talk.state.todo).toBeDefined();
  });

  test('loses its older part, with a note, when no summary can be had', () => {
    const talk = longTalk();
    tooLong(talk);
    expect(talk.feed({ kind: 'summary-failed' })).toMatchObject([{ kind: 'plan' }]);
    expect(talk.state).toMatchObject({ windowFrom: 14 });
    expect(talk.state.summary).toContain('left out');
    expect(talk.state.messages.at(-1)?.text).toContain('so its older part was left out.');
  });

  test('waits when it is refused once more, and says that it was shortened already', () => {
    const talk = longTalk();
    tooLong(talk);
    talk.feed({ kind: 'summarized', text: 'Much.', usage: used });
    expect(tooLong(talk)).toMatchObject([{ kind: 'reply' }]);
    const turn = talk.toldTo('id-the newest');
    expect(turn).toMatchObject({ state: 'waiting-for-model' });
    expect(talk.state.wait).toEqual({
      type: 'ModelContextTooLong',
      reason:
        'Too long. Its older part was summed up already, and it is still too long. Choose a model that reads more, with setModel or /model, send a shorter message, or start another conversation.',
      trigger: { kind: 'message', text: 'the newest' },
    });
    talk.feed({ kind: 'retry', id: 'r' });
    expect(talk.state.plan).toBeDefined();
  });

  test('waits at once when there is nothing older', () => {
    const talk = new Talk();
    talk.state = { ...talk.state, todo: { kind: 'start' } };
    talk.begun();
    const first = new Talk();
    first.state = { ...first.state, goal: talk.state.goal!, todo: { kind: 'start' } };
    first.feed({ kind: 'tick' });
    expect(tooLong(first)).toEqual([]);
    expect(first.state.wait?.reason).toContain('There is nothing older in it to sum up.');
  });

  test('keeps the results that the step is about', () => {
    const talk = longTalk(1);
    const calls = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((q) => call('Read', { q }));
    talk.plans(step({ calls }));
    for (const { callId } of talk.state.batch) talk.completes(callId);
    const [command] = tooLong(talk);
    const firstResult = talk.state.messages.find(({ toolCall }) => toolCall)?.seq ?? 0;
    expect(command).toEqual({ kind: 'summarize', upTo: firstResult - 1 });
  });

  test('that ends meanwhile stays ended', () => {
    const talk = longTalk();
    tooLong(talk);
    talk.feed({ kind: 'end', outcome: 'ended' });
    talk.feed({ kind: 'summarized', text: 'Much.', usage: used });
    expect(talk.state.closed).toBe(true);
  });
});

test.each([
  ['what an old Worker reports has no detail and leads to no summary', {}, []],
  ['a second failure of another kind is not about length', { tooLong: false }, []],
])('%s', (_, detail, commands) => {
  const talk = longTalk();
  const made = talk.feed({
    kind: 'plan-failed',
    planId: talk.state.plan?.planId ?? -1,
    type: 'ModelContextTooLong',
    reason: 'Too long.',
    heals: false,
    ...detail,
  });
  expect(made.filter(({ kind }) => kind !== 'reply')).toEqual(commands);
  expect(talk.state.wait).toMatchObject({ reason: 'Too long.' });
});

describe('a provider that says when to come back', () => {
  const fails = (talk: Talk, retryAfterMs: number) =>
    talk.feed({
      kind: 'plan-failed',
      planId: talk.state.plan?.planId ?? -1,
      type: 'ModelRateLimited',
      reason: 'Busy.',
      heals: true,
      retryAfterMs,
    });
  const waitOf = (talk: Talk) => (talk.state.wait?.until ?? 0) - talk.now;

  test('is left alone for that long, an hour at most', () => {
    const talk = longTalk();
    fails(talk, 40_000);
    expect(waitOf(talk)).toBe(40_000);
    talk.feed({ kind: 'retry', id: 'r' });
    fails(talk, 9_000_000);
    expect(waitOf(talk)).toBe(3_600_000);
  });

  test('is not asked ever again at its own short interval', () => {
    const talk = longTalk();
    const waits = [1, 2, 3, 4].map((round) => {
      fails(talk, 11_000);
      const wait = waitOf(talk);
      talk.feed({ kind: 'retry', id: `r${round}` });
      return wait;
    });
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000]);
  });
});
