import { defineTool, ToolDidNotRun, ToolFailure } from '@durable-goals/core';
import * as z from 'zod';
import { shop } from './shop.js';

export const findOrder = defineTool({
  name: 'FindOrder',
  description: 'Find an order by its number',
  input: z.strictObject({ order: z.string().describe('Order number, four digits') }),
  output: z.object({ order: z.string(), status: z.string(), amount: z.number() }),
  effect: 'read',
  needsApproval: 'never',
  async execute({ order }, { signal }) {
    const found = await shop.find(order, signal);
    if (found === undefined) {
      throw new ToolFailure(`There is no order '${order}'. Ask for the number again.`);
    }
    return found;
  },
});

export const refundOrder = defineTool({
  name: 'RefundOrder',
  description: 'Refund an order',
  input: z.strictObject({
    order: z.string().describe('Order number, four digits'),
    amount: z.number().positive().describe('What is paid back, in EUR'),
  }),
  effect: 'idempotent',
  needsApproval: ({ amount }) => amount > 20,
  approvalExpiresAfterMs: 3_600_000,
  execute: ({ order, amount }, { idempotencyKey, signal }) =>
    shop.refund({ order, amount, key: idempotencyKey }, signal),
});

export const callCustomer = defineTool({
  name: 'CallCustomer',
  description: 'Have the shop call the customer',
  input: z.strictObject({ phone: z.string().describe('With country code, such as +49…') }),
  effect: 'unsafe',
  async execute({ phone }, { signal }) {
    if (!(await shop.isOpen(signal))) {
      throw new ToolDidNotRun(
        'The shop is closed, so nobody was called. Propose to write instead.',
      );
    }
    return await shop.call(phone, signal);
  },
  async verify({ phone }, { signal }) {
    const calls = await shop.callsTo(phone, signal);
    const [call] = calls;
    return call === undefined ? { happened: false } : { happened: true, output: call };
  },
});
