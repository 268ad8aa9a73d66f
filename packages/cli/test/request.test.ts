import type { StatusNow } from '@durable-goals/client';
import { newStatus } from '@durable-goals/core';
import { expect, test } from 'vitest';
import { request } from '../src/chat/request.js';

const status = (state: StatusNow['state']): StatusNow =>
  newStatus({ conversationId: 'c', goalId: 'g', state, turn: 1, lastSeq: 1 });
const isEnded = ({ state }: StatusNow): boolean => state === 'ended';

test('what nobody answers, such as an end, is taken once a status shows it', async () => {
  const sent = Promise.resolve();
  const ended = request(() => sent, isEnded);
  expect(ended.isTaken(status('awaiting-user'))).toBe(false);
  await sent;
  expect(ended.isTaken(status('awaiting-user')), 'the server has it, no Worker yet').toBe(false);
  expect(ended.isTaken(status('ended'))).toBe(true);
});

test('what is refused says why, and is over', async () => {
  const refused = request(async () => {
    throw new Error('No.');
  }, isEnded);
  await new Promise((resolve) => setImmediate(resolve));
  expect(refused.refusal()).toBe('No.');
  expect(refused.isTaken(status('awaiting-user'))).toBe(true);
});
