import type { Answer, AgentClient } from '@durable-goals/client';
import { defineGoal, goalTool } from '@durable-goals/core';
import * as z from 'zod';
import { findOrder, refundOrder } from './tools.js';

const refunds = defineGoal({
  id: 'refunds',
  title: 'Refund orders',
  instructions: 'Look the order up, refund it if it is late or damaged, and say what you did.',
  tools: [findOrder, refundOrder],
  output: z.object({ refunded: z.boolean(), why: z.string() }),
  limits: { modelCalls: 12 },
});

const complaints = defineGoal({
  id: 'complaints',
  title: 'Answer a complaint',
  instructions: 'Find out what went wrong. Have refunds looked into, each by itself.',
  tools: [
    goalTool(refunds, {
      name: 'LookIntoRefund',
      description: 'Have an order looked into, and refunded where that is due',
      input: z.strictObject({ order: z.string().describe('Order number, four digits') }),
    }),
  ],
});

export const goals = [complaints] as const;

export async function complain(agents: AgentClient<typeof goals>): Promise<string> {
  const chat = await agents.start('complaints');
  let answer: Answer<typeof complaints> = await chat.send('1001 and 1002 both came broken');
  while (answer.state === 'awaiting-approval') {
    const [call] = answer.approvals;
    if (call === undefined) break;
    console.log(call.callId, call.tool, call.input, call.subAgent?.conversationId);
    answer = await chat.approve(call, { by: 'ada@example.com' });
  }
  return answer.text;
}

export async function below(agents: AgentClient<typeof goals>, id: string): Promise<void> {
  for await (const { conversationId } of agents.list({ subAgentsOf: id })) {
    const messages = await agents.conversation(conversationId).messages();
    console.log(conversationId, messages.at(-1)?.text);
  }
}
