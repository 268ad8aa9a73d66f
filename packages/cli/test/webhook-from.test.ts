import { expect, test } from 'vitest';
import { webhookFrom } from '../src/worker/webhook-from.js';

const all = {
  APPROVAL_WEBHOOK_URL: 'https://hooks.example.com/',
  APPROVAL_WEBHOOK_SECRET: `whsec_${'A'.repeat(32)}, whsec_${'B'.repeat(32)}`,
  APPROVAL_LINK: 'https://agents.example.com/#/c/{conversationId}',
};

test('a Worker has people told where all three variables are set, and says which is missing', () => {
  expect(webhookFrom({})).toBeUndefined();
  expect(webhookFrom(all)).toBeTypeOf('function');
  expect(() => webhookFrom({ ...all, APPROVAL_LINK: '' })).toThrow('Set all three, or none.');
  expect(() => webhookFrom({ ...all, APPROVAL_WEBHOOK_SECRET: 'x' })).toThrow('whsec_');
});
