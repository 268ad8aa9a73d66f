import { AgentClient } from '@durable-goals/client';
import { changeGoalTool, defineGoal, withChooser } from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import { trackingGoal } from './prompts.js';
import { findOrder, refundOrder } from './tools.js';

const refundsGoal = defineGoal({
  id: 'refunds',
  title: 'Refund an order',
  category: 'shop',
  instructions:
    'Refund an order that is late or damaged. Where it is only late, hand over to tracking.',
  tools: [findOrder, refundOrder, changeGoalTool([trackingGoal])],
});

export const goals = withChooser([trackingGoal, refundsGoal], {
  categories: process.env['GOAL_CATEGORIES'],
});

export async function begin(client: Client, conversationId: string): Promise<string> {
  const agents = new AgentClient<typeof goals>({ client });
  const chat = await agents.start('choose-goal', { conversationId });
  const { text } = await chat.send('My parcel came broken');
  return text;
}
