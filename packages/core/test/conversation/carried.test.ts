import { newConversation, startingState, type ConversationState } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { carried as carriedFrom } from '../../src/conversation/carry.js';
import { call, step, Talk } from './talk.js';

const ids = { conversationId: 'c', chainId: 'r' };
const start = { goalId: 'test', mode: 'chat' } as const;

test('what the previous run handed over is gone on with as it is', () => {
  const carried = { ...newConversation(ids), turn: 7, known: { city: 'Oslo' } };
  expect(startingState({ ...start, carried }, ids, 0)).toEqual(carried);
});

test('a part of the state that an older Worker did not know yet begins as in a new conversation', () => {
  const fresh = newConversation(ids);
  for (const part of Object.keys(fresh)) {
    const { [part as keyof typeof fresh]: _, ...older } = { ...fresh, turn: 7 };
    const carried = older as typeof fresh;
    const turn = part === 'turn' ? 0 : 7;
    expect(startingState({ ...start, carried }, ids, 0)).toEqual({ ...fresh, turn });
  }
});

test('nothing of a state changes at a hand-over, but that nobody waits there any more', () => {
  const talk = new Talk().begun();
  talk.says('Pay, please.');
  talk.plans(step({ calls: [call('Double', { needsApproval: true }), call('Unsafe')] }));
  talk.decides('approve', 'c1', { by: 'ada' });
  talk.feed({ kind: 'tool-settled', callId: 'c2', ending: { kind: 'lost', reason: 'Gone.' } });
  const filled: ConversationState = {
    ...talk.state,
    queue: [
      { id: 'm2', text: 'And then?', turn: 2 },
      { id: 'm3', text: 'And after that?', turn: 3, by: 'ada' },
    ],
    granted: { tokens: 5, toolCalls: 2 },
    limits: { turns: 9 },
    startedAt: 17,
    known: { city: 'Oslo' },
    model: 'other',
    usage: { ...talk.state.usage, toolCalls: 3, costUsd: 0.5 },
    callsThisTurn: { abc: 2 },
    completed: ['Look'],
    summary: 'They met.',
    title: 'Pay, please.',
  };
  expect(filled.batch.map(({ status }) => status)).toEqual(['awaiting-approval', 'in-doubt']);
  expect(filled.batch[0]?.approvedBy).toHaveLength(1);
  const taken = [...filled.seen, ...filled.seenLately];
  expect(carriedFrom(filled)).toEqual({ ...filled, seen: taken, seenLately: [], parked: [] });
});

test('of the ids that were taken, the newest five hundred are handed over', () => {
  const seen = Array.from({ length: 800 }, (_, index) => [`id-${index}`, index] as const);
  const next = carriedFrom({ ...newConversation(ids), seen }).seen;
  expect(next).toHaveLength(500);
  expect(next.at(-1)).toEqual(['id-799', 799]);
});
