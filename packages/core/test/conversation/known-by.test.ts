import { expect, test } from 'vitest';
import { carried } from '../../src/conversation/carry.js';
import { startingState } from '../../src/conversation/start.js';
import { statusOf } from '../../src/workflow/views.js';
import { step, Talk } from './talk.js';

const ids = { conversationId: 'c', chainId: 'chain' };

test.each([
  ['short', 'A trip  to\nMelbourne ', 'A trip to Melbourne'],
  ['long', 'word '.repeat(40), `${'word '.repeat(15).trimEnd()} word…`],
])('a conversation is known by how the person began, here %s', (_, said, title) => {
  const talk = new Talk().begun();
  expect(talk.state.title).toBeUndefined();
  talk.says(said);
  talk.plans(step({ text: 'Good.' }));
  talk.says('And something else');
  expect(statusOf(talk.state, 'goal').title).toBe(title);
  expect(title.length).toBeLessThanOrEqual(80);
});

test('an owner is carried from run to run', () => {
  const start = { goalId: 'g', mode: 'chat' as const, owner: 'ada' };
  const state = startingState(start, ids, 0);
  expect(statusOf(state, 'g').owner).toBe('ada');
  const next = startingState({ goalId: 'g', mode: 'chat', carried: carried(state) }, ids, 0);
  expect(next.owner).toBe('ada');
});
