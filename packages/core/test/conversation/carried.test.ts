import { newConversation, startingState } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { carried as carriedFrom } from '../../src/conversation/carry.js';

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

test('of the ids that were taken, the newest five hundred are handed over', () => {
  const seen = Array.from({ length: 800 }, (_, index) => [`id-${index}`, index] as const);
  const next = carriedFrom({ ...newConversation(ids), seen }).seen;
  expect(next).toHaveLength(500);
  expect(next.at(-1)).toEqual(['id-799', 799]);
});
