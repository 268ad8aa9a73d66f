import type { Command, ConversationEvent } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { carried } from '../../src/conversation/carry.js';
import { decisionRefusal } from '../../src/conversation/decisions.js';
import { decisionEntries } from '../../src/conversation/record-entries.js';
import { endingOfSubAgent } from '../../src/conversation/sub-agent-ending.js';
import type { SubAgentNeeds } from '../../src/conversation/sub-agent-state.js';
import {
  pendingApprovals,
  turnStateOf,
  type PendingApproval,
} from '../../src/conversation/turn.js';
import { above, ids, planned, talking, used } from './sub-agent-talk.js';
import { step, type Talk } from './talk.js';

const asked: PendingApproval = {
  callId: 'c1',
  tool: 'Write',
  input: { q: 'x' },
  inputHash: 'h',
  effect: 'unsafe',
  requestedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-02T00:00:00.000Z',
};
const needing = (needs: Partial<SubAgentNeeds>, answers = [] as const): ConversationEvent => ({
  kind: 'sub-agent-told',
  callId: 'c1',
  chainId: 'r',
  needs: { approvals: [], inDoubt: [], ...needs },
  answers,
});
const told = (id: string, refusal?: { type: 'InputRefused'; reason: string }) =>
  ({
    ...needing({ approvals: refusal ? [asked] : [] }),
    answers: [{ id, ...(refusal ? { refusal } : {}) }],
  }) as ConversationEvent;
const decided = (talk: Talk, id: string, more: object = {}): readonly Command[] =>
  talk.feed({
    kind: 'decide',
    id,
    caller: id,
    decision: 'approve',
    callId: 'c1.c1',
    inputHash: 'h',
    ...more,
  });

describe('what a sub-agent asks', () => {
  test('is shown above, told once to the hook, and sent down when it is decided', () => {
    const talk = talking();
    expect(talk.feed(needing({ approvals: [asked] }))).toMatchObject([
      { kind: 'notify-approval', approval: { callId: 'c1.c1' }, reason: 'requested' },
    ]);
    expect(talk.feed(needing({ approvals: [asked] }))).toEqual([]);
    expect(turnStateOf(talk.state)).toBe('awaiting-approval');
    expect(pendingApprovals(talk.state)).toMatchObject([
      { callId: 'c1.c1', subAgent: { goalId: 'below', conversationId: 'c.c1' } },
    ]);
    expect(decided(talk, 'yes', { by: 'ada' })).toMatchObject([
      {
        kind: 'forward',
        conversationId: 'c.c1',
        request: { kind: 'decide', id: 'yes', callId: 'c1', inputHash: 'h', by: 'ada' },
      },
    ]);
    expect(turnStateOf(talk.state), 'nobody is asked twice').toBe('working');
    expect(talk.toldTo('yes')).toBeUndefined();
    const before = talk.state;
    talk.feed(told('yes'));
    expect(decisionEntries(before, talk.state)).toMatchObject([
      { kind: 'approved', callId: 'c1.c1', by: 'ada', details: { subAgent: 'below' } },
    ]);
    talk.feed({
      kind: 'tool-settled',
      callId: 'c1',
      ending: { kind: 'completed', output: {} },
      used,
    });
    talk.plans(step());
    expect(talk.toldTo('yes')).toMatchObject({ state: 'awaiting-user' });
    const { toolCall } = talk.state.messages.find(({ role }) => role === 'tool') ?? {};
    expect(toolCall?.subAgent?.decisions).toMatchObject([{ callId: 'c1.c1', by: 'ada' }]);
  });

  test('is decided once by a word that is sent again while it is on its way', () => {
    const talk = talking();
    talk.feed(needing({ approvals: [asked] }));
    decided(talk, 'yes');
    const word = { decision: 'approve', callId: 'c1.c1', inputHash: 'h' } as const;
    // As the Update's validator asks, before there is an event.
    expect(decisionRefusal(talk.state, { ...word, id: 'yes' }, talk.now)).toBeUndefined();
    expect(decisionRefusal(talk.state, { ...word, id: 'other' }, talk.now)).toMatchObject({
      type: 'AlreadyDecided',
    });
    expect(decided(talk, 'yes', { caller: 'again' })).toEqual([]);
    expect([talk.toldTo('yes'), talk.toldTo('again')]).toEqual([undefined, undefined]);
  });

  test('waits again when the sub-agent refuses what was decided', () => {
    const talk = talking();
    talk.feed(needing({ approvals: [asked] }));
    decided(talk, 'edit', { input: { q: 7 } });
    expect(decided(talk, 'other')).toMatchObject([{ refusal: { type: 'AlreadyDecided' } }]);
    talk.feed(told('edit', { type: 'InputRefused', reason: 'q is no text.' }));
    expect(talk.toldTo('edit')).toBe('InputRefused');
    expect(turnStateOf(talk.state)).toBe('awaiting-approval');
  });

  test.each<[string, object, string]>([
    ['another hash', { inputHash: 'other' }, 'StaleApproval'],
    ['another call', { callId: 'c1.c9' }, 'UnknownCall'],
    ['a call of no sub-agent', { callId: 'c9.c1' }, 'UnknownCall'],
  ])('is not decided with %s', (_, more, type) => {
    const talk = talking();
    talk.feed(needing({ approvals: [asked] }));
    decided(talk, 'yes', more);
    expect(talk.toldTo('yes')).toBe(type);
  });

  test('is not decided when its time is over', () => {
    const talk = talking();
    talk.feed(needing({ approvals: [asked] }));
    talk.now += 25 * 3_600_000;
    decided(talk, 'late');
    expect(talk.toldTo('late')).toBe('ApprovalExpired');
  });

  test('is refused when the sub-agent has ended meanwhile', () => {
    const talk = talking();
    talk.feed(needing({ approvals: [asked] }));
    decided(talk, 'yes');
    talk.feed({ kind: 'not-forwarded', callId: 'c1', id: 'yes' });
    expect(talk.toldTo('yes')).toBe('AlreadyDecided');
  });

  test('of another conversation under the same id is not listened to', () => {
    const talk = talking();
    talk.feed({ ...needing({ approvals: [asked] }), chainId: 'other' } as ConversationEvent);
    expect(pendingApprovals(talk.state)).toEqual([]);
  });

  test('is taken back with it by a newer message, which is read then', () => {
    const talk = talking();
    talk.feed(needing({ approvals: [asked] }));
    expect(talk.says('Wait')).toMatchObject([{ kind: 'forward', request: { kind: 'end' } }]);
    expect(pendingApprovals(talk.state)).toEqual([]);
    const ending = { kind: 'failed', error: 'It was taken back.' } as const;
    expect(talk.feed({ kind: 'tool-settled', callId: 'c1', ending, used })).toMatchObject([
      { kind: 'plan', trigger: { kind: 'message', text: 'Wait' } },
    ]);
  });

  test('may be a yes without a name, unless that is unsafe', () => {
    const talk = talking();
    talk.feed(needing({ approvals: [asked] }));
    expect(talk.feed({ kind: 'confirm' })).toEqual([]);
    talk.feed(needing({ approvals: [{ ...asked, effect: 'idempotent' }] }));
    expect(talk.feed({ kind: 'confirm' })).toMatchObject([{ kind: 'forward' }]);
  });

  test('may be that its model is tried again', () => {
    const waiting = { type: 'ModelQuotaExhausted', reason: 'No money.' };
    const talk = talking();
    talk.feed(needing({ waiting }));
    expect(turnStateOf(talk.state)).toBe('waiting-for-model');
    const commands = talk.feed({ kind: 'retry', id: 'again', caller: 'again' });
    expect(commands).toMatchObject([{ kind: 'forward', request: { kind: 'retry', id: 'again' } }]);
    expect(turnStateOf(talk.state)).toBe('working');
  });

  test('may be that another model is chosen, which goes for sub-agents that wait for theirs and for others', () => {
    const waiting = { type: 'ModelQuotaExhausted', reason: 'No money.' };
    const talk = talking({}, [planned('Below', 'x'), planned('Below', 'y')]);
    talk.feed(needing({ waiting }));
    const chosen = { kind: 'set-model', id: 'chosen', model: 'paid' } as const;
    expect(talk.feed({ ...chosen, caller: 'chosen' })).toMatchObject([
      { kind: 'forward', callId: 'c1', request: chosen },
      { kind: 'forward', callId: 'c2', request: chosen },
    ]);
    expect(turnStateOf(talk.state)).toBe('working');
    expect(talk.state.model).toBe('paid');
    // Nobody waits for its model any more, so that nobody is heard of.
    const commands = talk.feed({ ...chosen, id: 'again', caller: 'again' });
    expect(commands.map(({ kind }) => kind)).toEqual(['forward', 'forward', 'reply']);
  });

  test('is not that a model is chosen in a conversation of older rules, nor once it was taken back', () => {
    const chosen = { kind: 'set-model', id: 'chosen', model: 'paid', caller: 'chosen' } as const;
    const old = talking();
    old.state = { ...old.state, goal: { ...above, runsBy: 2 } };
    expect(old.feed(chosen)).toMatchObject([{ kind: 'reply', caller: 'chosen' }]);
    const talk = talking();
    talk.feed(needing({ approvals: [asked] }));
    talk.says('Wait');
    expect(talk.feed(chosen)).toMatchObject([{ kind: 'reply', caller: 'chosen' }]);
  });

  test('goes on being asked while the conversation above hands over, which waits for its end', () => {
    const talk = talking();
    talk.feed({ kind: 'continue-due' });
    talk.feed(needing({ approvals: [asked] }));
    expect(decided(talk, 'yes')).toMatchObject([{ kind: 'forward' }]);
    talk.feed(told('yes'));
    const ending = { kind: 'completed', output: {} } as const;
    talk.feed({ kind: 'tool-settled', callId: 'c1', ending, used });
    talk.state = carried(talk.state);
    expect(talk.feed({ kind: 'tick' })).toMatchObject([{ kind: 'plan' }]);
  });
});

describe('a sub-agent', () => {
  test('tells whenever it needs people for something else, and only then', () => {
    const parent = { ...ids, callId: 'c1', depth: 1, limits: {} };
    const talk = talking({}, [], { parent });
    expect(talk.commands.map(({ kind }) => kind)).not.toContain('tell-parent');
    talk.says('go');
    const calls = [{ ...planned('Read', 'x'), needsApproval: true }];
    const kinds = talk.plans(step({ calls })).map(({ kind }) => kind);
    // The hook is told by the conversation above.
    expect(kinds).toEqual(['reply', 'tell-parent']);
    talk.now += 25 * 3_600_000;
    expect(talk.feed({ kind: 'tick' })).toContainEqual({ kind: 'tell-parent' });
  });

  test.each([
    ['done', { outcome: 'done', output: { a: 1 } }, { kind: 'completed', output: { a: 1 } }],
    ['done', { outcome: 'done' }, { kind: 'completed', output: { answer: 'Well.' } }],
    [
      'stopped',
      { outcome: 'limit', limit: { limit: 'wallTimeMs', max: 60_000 } },
      {
        kind: 'failed',
        error:
          "'Below' gave no result: its sub-agent stopped at its limit of wallTimeMs, 1 minute. None of its calls completed. Its last words: Well.",
      },
    ],
    [
      'in doubt',
      { outcome: 'cancelled', inDoubt: [{ callId: 'c3', tool: 'Write', input: {}, reason: '' }] },
      {
        kind: 'lost',
        reason:
          "The sub-agent was cancelled. Nobody knows whether these calls of it happened: 'Write' (c3).",
      },
    ],
  ] as const)('that is %s gives %j', (_, result, ending) => {
    const talk = talking({}, []);
    const messages = talk.state.messages;
    const { usage } = talk.state;
    const whole = { goalId: 'below', turns: 1, messages, usage, inDoubt: [], ...result };
    expect(endingOfSubAgent(whole, { tool: 'Below' })).toEqual(ending);
  });
});
