import { AgentClient } from '@durable-goals/client';
import { defineGoal } from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import * as z from 'zod';
import { findOrder, refundOrder } from './tools.js';

const refundGoal = defineGoal({
  id: 'refund',
  title: 'Refund an order',
  instructions: 'Find out whether an order is due for a refund, and refund it if so.',
  tools: [findOrder, refundOrder],
  planner: 'tools',
  output: z.object({
    orderId: z.string(),
    refunded: z.boolean(),
    reason: z.string().describe('One sentence for the ledger'),
  }),
});

export const goals = [refundGoal] as const;

export async function refundOf(client: Client, conversationId: string): Promise<string> {
  const agents = new AgentClient<typeof goals>({ client });
  const chat = await agents.start('refund', { conversationId });
  await chat.send('Order 1042 came broken');
  // … further messages and approvals, until the goal is reached
  const { output } = await chat.result();
  return output?.refunded ? `Refunded: ${output.reason}` : 'Not refunded';
}
