import { approvalWebhook, type AgentOptions } from '@durable-goals/activities';
import { defineTool } from '@durable-goals/core';
import * as z from 'zod';
import { goals } from './goal.js';
import { shop } from './shop.js';

export const refundAll = defineTool({
  name: 'RefundAll',
  description: 'Refund an order in full, whatever it was worth',
  input: z.strictObject({ order: z.string(), amount: z.number().positive() }),
  effect: 'idempotent',
  approvals: 2,
  remindAfterMs: 4 * 3_600_000,
  execute: ({ order, amount }, { idempotencyKey, signal }) =>
    shop.refund({ order, amount, key: idempotencyKey }, signal),
});

export const options: AgentOptions = {
  goals,
  prices: { 'openai/gpt-5-mini': { input: 0.25, cachedInput: 0.025, output: 2 } },
  async onApproval({ kind, tool, conversationId, callId, expiresAt }) {
    const what = kind === 'reminder' ? 'still waits' : 'waits';
    await shop.tell(`${tool} ${what} for approval: ${conversationId} ${callId}, ${expiresAt}`);
  },
};

export const toldElsewhere: AgentOptions = {
  goals,
  onApproval: approvalWebhook({
    url: 'https://hooks.example.com/approvals',
    secret: process.env['APPROVAL_WEBHOOK_SECRET'] ?? '',
    link: 'https://agents.example.com/#/c/{conversationId}',
  }),
};
