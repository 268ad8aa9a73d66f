import { newConversation, type ConversationState } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { allSeen, remember, seenTurn } from '../../src/conversation/seen.js';
import type { Draft } from '../../src/conversation/draft.js';

const empty = newConversation({ conversationId: 'c', chainId: 'r' });

function remembering(state: ConversationState, id: string, turn: number): ConversationState {
  const draft: Draft = { state, commands: [], now: 0 };
  remember(draft, id, turn);
  return draft.state;
}

/** What the list itself says. */
const listed = (state: ConversationState, id: string) =>
  allSeen(state).find(([other]) => other === id)?.[1];

test('an id is known by its turn until a thousand others came', () => {
  let state = empty;
  for (let turn = 1; turn <= 2_500; turn += 1) {
    state = remembering(state, `id-${turn}`, turn);
    for (const other of [turn, turn - 1, turn - 999, turn - 1_000, turn + 1]) {
      const expected = other > 0 && other <= turn && other > turn - 1_000 ? other : undefined;
      expect(seenTurn(state, `id-${other}`)).toBe(expected);
    }
  }
  expect(allSeen(state)).toHaveLength(1_000);
  expect(state.seen.length + state.seenLately.length).toBeLessThan(1_032);
});

test('a state that went on keeps its own answers', () => {
  let state = empty;
  for (let turn = 1; turn <= 1_000; turn += 1) state = remembering(state, `id-${turn}`, turn);
  expect(seenTurn(state, 'id-1')).toBe(1);
  const [one, other] = [remembering(state, 'one', 7), remembering(state, 'other', 8)];
  expect([state, one, other].map((each) => seenTurn(each, 'one'))).toEqual([
    undefined,
    7,
    undefined,
  ]);
  expect([state, one, other].map((each) => seenTurn(each, 'other'))).toEqual([
    undefined,
    undefined,
    8,
  ]);
  expect([state, one, other].map((each) => seenTurn(each, 'id-1'))).toEqual([
    1,
    undefined,
    undefined,
  ]);
});

test('a state of which two went on knows what it knew, wherever the lists are joined', () => {
  let state = empty;
  for (let turn = 1; turn <= 1_100; turn += 1) {
    const before = state;
    const other = remembering(before, 'other', 7);
    state = remembering(before, `id-${turn}`, turn);
    expect(seenTurn(before, `id-${turn}`)).toBeUndefined();
    expect(seenTurn(other, `id-${turn}`)).toBeUndefined();
    expect([before, other, state].map((each) => seenTurn(each, 'other'))).toEqual([
      undefined,
      7,
      undefined,
    ]);
    expect(seenTurn(before, `id-${turn - 1}`)).toBe(turn === 1 ? undefined : turn - 1);
  }
});

test('of an id that is there twice, the first counts, for as long as it is there', () => {
  let state = empty;
  for (let turn = 1; turn <= 1_800; turn += 1) {
    state = remembering(state, `id-${turn % 600}`, turn);
    for (const id of [`id-${turn % 600}`, `id-${(turn + 1) % 600}`, `id-${(turn * 7) % 600}`]) {
      expect(seenTurn(state, id)).toBe(listed(state, id));
    }
  }
});
