import type { Message, PendingApproval } from '@durable-goals/core';
import { describe, expect, test } from 'vitest';
import { classicHistory } from '../../src/classic/classic-history.js';

const at = '2026-11-26T10:00:00.000Z';
let seq = 0;
const message = (rest: Partial<Message> & Pick<Message, 'role'>): Message => ({
  id: `m${(seq += 1)}`,
  seq,
  turn: 0,
  at,
  ...rest,
});
const call = (callId: string, tool = 'Book') => ({ callId, tool, input: { seats: 2 } });
const pending = (rest: Partial<PendingApproval> = {}): PendingApproval => ({
  ...call('c1'),
  inputHash: 'h1',
  effect: 'idempotent',
  requestedAt: at,
  expiresAt: at,
  ...rest,
});
const user = message({ role: 'user', text: 'Two seats' });
const asks = message({ role: 'agent', text: 'How many?', step: { next: 'question' } });
const proposes = message({
  role: 'agent',
  text: 'I book two.',
  step: { next: 'confirm', calls: [call('c1')] },
});
const booked = message({
  role: 'tool',
  toolCall: {
    ...call('c1'),
    inputHash: 'h1',
    effect: 'idempotent',
    approval: { decision: 'approved', at },
  },
  toolResult: { callId: 'c1', isError: false, outcome: 'completed', output: { ok: true } },
});
const bye = message({ role: 'agent', text: 'Goodbye.', step: { next: 'done' } });

type Standing = Parameters<typeof classicHistory>[1];
const standing = (rest: Partial<Standing>): Standing => ({
  state: 'awaiting-user',
  approvals: [],
  inDoubt: [],
  running: [],
  ...rest,
});
const shown = (transcript: readonly Message[], rest: Partial<Standing>) =>
  classicHistory(transcript, standing(rest)).messages;

describe('a transcript for the classic page', () => {
  test('has what a person and the agent said', () => {
    expect(shown([asks, user, bye], { state: 'ended' })).toEqual([
      {
        actor: 'agent',
        response: {
          response: 'How many?',
          next: 'question',
          tool: null,
          args: {},
          force_confirm: false,
        },
      },
      { actor: 'user', response: 'Two seats' },
      {
        actor: 'agent',
        response: {
          response: 'Goodbye.',
          next: 'done',
          tool: null,
          args: {},
          force_confirm: false,
        },
      },
    ]);
  });

  test('offers to confirm a call that waits, with its exact input', () => {
    const { messages, card } = classicHistory(
      [user, proposes],
      standing({ state: 'awaiting-approval', approvals: [pending()] }),
    );
    expect(card).toMatchObject({ callId: 'c1', inputHash: 'h1' });
    expect(messages.at(-1)?.response).toEqual({
      response: 'I book two.',
      next: 'confirm',
      tool: 'Book',
      args: { seats: 2 },
      force_confirm: true,
    });
  });

  test('offers it once more when something was said behind it', () => {
    const reminder = message({ role: 'system', text: 'It still waits.' });
    const { messages } = classicHistory(
      [user, proposes, reminder],
      standing({ state: 'awaiting-approval', approvals: [pending()] }),
    );
    expect(messages.at(-1)).toMatchObject({
      actor: 'agent',
      response: { next: 'confirm', tool: 'Book', force_confirm: true },
    });
  });

  test.each([
    ['unsafe', [pending({ effect: 'unsafe' })]],
    ['needs two people', [pending({ approvalsNeeded: 2 })]],
    ['one of two', [pending(), pending({ callId: 'c2' })]],
  ])('does not offer to confirm a call that is %s, and says where to decide', (_, approvals) => {
    const { messages, card } = classicHistory(
      [user, proposes],
      standing({ state: 'awaiting-approval', approvals }),
    );
    expect(card).toBeUndefined();
    expect(messages.at(-1)?.response).toMatchObject({ next: 'question', force_confirm: false });
    expect(JSON.stringify(messages.at(-1))).toContain('durable-goals approvals');
  });

  test('has the page wait while a tool runs', () => {
    const messages = shown([user, proposes], { state: 'working', running: ['Book'] });
    expect(messages.map(({ actor }) => actor)).toEqual([
      'user',
      'agent',
      'user_confirmed_tool_run',
    ]);
    expect(messages[1]?.response).toMatchObject({ force_confirm: false });
  });

  test('has the page wait before the first word, which an empty list would not', () => {
    expect(shown([], { state: 'working' })).toHaveLength(1);
  });

  test('has a tool that ran, and what it gave', () => {
    const messages = shown([user, proposes, booked, asks], {});
    expect(messages.slice(2, 4)).toEqual([
      {
        actor: 'user_confirmed_tool_run',
        response: {
          response: '',
          next: 'confirm',
          tool: 'Book',
          args: { seats: 2 },
          force_confirm: false,
        },
      },
      { actor: 'tool_result', response: { ok: true, tool: 'Book' } },
    ]);
  });

  test.each<[string, Partial<Standing>, RegExp]>([
    [
      'a model that is away',
      { state: 'waiting-for-model', waiting: { reason: 'Rate limited.', until: at } as never },
      /Rate limited\. It is asked again at 2026/,
    ],
    [
      'a call in doubt',
      { state: 'in-doubt', inDoubt: [{ ...call('c1'), reason: 'It was lost.' }] },
      /'Book' may or may not have happened\. It was lost\./,
    ],
    ['an end that nobody said', { state: 'ended' }, /The conversation has ended/],
    ['a failure', { state: 'ended', failure: 'No such goal.' }, /No such goal/],
  ])('says in words: %s', (_, rest, words) => {
    const messages = shown([asks, user], rest);
    expect(messages.at(-1)?.actor).toBe('agent');
    expect(JSON.stringify(messages.at(-1))).toMatch(words);
  });

  test('ends with somebody whom the page does not wait for, whenever a person is needed', () => {
    for (const state of [
      'awaiting-user',
      'in-doubt',
      'waiting-for-model',
      'ended',
      'awaiting-approval',
    ] as const) {
      for (const transcript of [
        [],
        [user],
        [asks, user],
        [user, proposes, booked],
        [message({ role: 'system', text: 'x' })],
      ]) {
        const last = shown(transcript, { state, approvals: [pending()] }).at(-1);
        if (transcript.length > 0 || state !== 'awaiting-user') expect(last?.actor).toBe('agent');
      }
    }
  });
});
