import { expect, test } from 'vitest';
import { newConversation } from '../src/conversation/new-conversation.js';
import { newStatus } from '../src/new-status.js';
import { statusOf } from '../src/workflow/views.js';

test('what is known without a Worker reads as its word does, with the ids first', () => {
  const state = newConversation({ conversationId: 'c', chainId: 'r' });
  const known = newStatus({ conversationId: 'c', goalId: 'trip' });
  expect(JSON.stringify(known)).toBe(JSON.stringify(statusOf(state, 'trip')));
});

test('what else is known of it stands in place of nothing', () => {
  const known = newStatus({ conversationId: 'c', goalId: 'trip', turn: 3, owner: 'ana' });
  expect(known).toMatchObject({ state: 'working', turn: 3, owner: 'ana', lastSeq: 0 });
});
