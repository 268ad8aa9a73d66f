import { defineGoal } from '@durable-goals/core';
import { findOrder, refundOrder } from './tools.js';

export const supportGoal = defineGoal({
  id: 'order-support',
  title: 'Help with an order',
  description: 'Find out what is wrong with an order, and refund it where that is due.',
  category: 'shop',
  instructions: `Help one customer with one order. Look the order up with FindOrder first.
Offer a refund with RefundOrder only for an order that is late or damaged.`,
  tools: [findOrder, refundOrder],
  starterPrompt: 'Greet the customer and ask for the order number.',
  exampleConversation: [
    { role: 'user', text: 'My parcel 1042 came broken' },
    { role: 'agent', text: 'I will look up order 1042.' },
    { role: 'tool', text: 'FindOrder: 1042, delivered, 59.90 EUR' },
    { role: 'agent', text: 'I am sorry. I can refund 59.90 EUR. Shall I?' },
  ],
  validatePrompts: true,
  timeZone: 'Europe/Berlin',
  modelTiming: { startToCloseMs: 60_000, maxAttempts: 5 },
  limits: { turns: 40, toolCalls: 20, tokens: 200_000 },
  continueAsNewAfterTurns: 100,
});
