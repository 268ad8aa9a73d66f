import type { Limits, PlannedCall } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { startingState } from '../../src/conversation/start.js';
import { turnStateOf } from '../../src/conversation/turn.js';
import { above, ids, planned, talking, used } from './sub-agent-talk.js';
import { step, Talk } from './talk.js';

const begun = (talk: Talk): readonly unknown[] =>
  talk.commands.flatMap((command) =>
    command.kind === 'run-tool' ? [command.call.subAgent?.reserved] : [],
  );

describe('what a sub-agent may use', () => {
  test.each<[string, Limits, readonly PlannedCall[], readonly unknown[]]>([
    ['everything, where nothing is limited', {}, [planned('Below', 'x')], [{}]],
    [
      'what is left, but for the last step of the agent above',
      { modelCalls: 10, tokens: 1_000, toolCalls: 8, wallTimeMs: 60_000 },
      [planned('Below', 'x')],
      [{ modelCalls: 8, tokens: 977, toolCalls: 7, wallTimeMs: 60_000 }],
    ],
    [
      'an even share where there are two, and none of what a call beside them takes',
      { modelCalls: 10, toolCalls: 8 },
      [planned('Below', 'x'), planned('Read', 'y'), planned('Below', 'z')],
      [{ modelCalls: 4, toolCalls: 2 }, undefined, { modelCalls: 4, toolCalls: 3 }],
    ],
  ])('is %s', (_, limits, calls, shares) => {
    const talk = talking({}, [], {});
    talk.state = { ...talk.state, limits };
    talk.says('go');
    talk.feed({
      kind: 'planned',
      planId: talk.state.plan?.planId ?? -1,
      reply: step({
        calls,
        usage: { ...step().usage, modelCalls: 0, inputTokens: 0, outputTokens: 0 },
      }),
    });
    expect(begun(talk)).toEqual(shares);
  });

  test('counts as used until it has ended, and what it used for good after that', () => {
    const talk = talking({ modelCalls: 10, toolCalls: 8 });
    expect(talk.state.usage).toMatchObject({ modelCalls: 1, toolCalls: 1 });
    talk.feed({
      kind: 'tool-settled',
      callId: 'c1',
      ending: { kind: 'completed', output: { answer: 'Done.' } },
      used,
    });
    expect(talk.state.usage).toMatchObject({
      modelCalls: 4,
      toolCalls: 3,
      inputTokens: 110,
      outputTokens: 55,
    });
    expect(talk.state.plan?.budget).toMatchObject({ modelCalls: 6 });
  });

  test('counts whole when it is lost, which puts the call in doubt', () => {
    const talk = talking({ modelCalls: 10 });
    const reason = 'The sub-agent was lost.';
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending: { kind: 'lost', reason } });
    expect(talk.state.usage.modelCalls).toBe(9);
    expect(turnStateOf(talk.state)).toBe('in-doubt');
  });

  test('may be nothing: then it is not begun, and the model reads why', () => {
    const talk = talking({ modelCalls: 2 });
    expect(begun(talk)).toEqual([]);
    expect(talk.state.messages.findLast(({ role }) => role === 'tool')?.toolResult).toMatchObject({
      outcome: 'not-run',
      error:
        "'Below' was not run: the 2 model calls of this conversation leave nothing for a sub-agent.",
    });
  });

  test('is the least of its share and its own limits', () => {
    const parent = { ...ids, callId: 'c1', depth: 1, limits: { modelCalls: 2 } };
    const talk = new Talk();
    const start = { goalId: 'above', mode: 'run', queuedPrompts: ['x'], parent } as const;
    talk.state = startingState(start, ids, talk.now);
    talk.feed({ kind: 'goal-resolved', goal: { ...above, limits: { modelCalls: 50 } } });
    expect(talk.state.plan?.budget).toEqual({ modelCalls: 2 });
  });

  test('is nothing four deep', () => {
    const parent = { ...ids, callId: 'c1', depth: 4, limits: {} };
    const talk = talking({}, [planned('Below', 'x')], { parent });
    expect(begun(talk)).toEqual([]);
    const result = talk.state.messages.findLast(({ role }) => role === 'tool')?.toolResult;
    expect(result?.error).toMatch('sub-agents may be nested 4 deep, and this would be one more.');
  });
});
