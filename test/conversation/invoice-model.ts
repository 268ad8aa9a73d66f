import type { Model, NextStep } from '@durable-goals/core';

/**
 * A model that greets, has a flight invoiced at any message, and says goodbye after that. It keeps nothing
 * between its calls, so it goes on after a crash of its process.
 */
export const invoiceModel: Model = {
  id: 'invoices',
  async generate({ purpose, situation: { trigger } }) {
    const step: NextStep =
      trigger.kind === 'start'
        ? { response: 'Hello.', next: 'question' }
        : trigger.kind === 'message'
          ? {
              response: 'I would invoice that.',
              next: 'confirm',
              tool: 'CreateInvoice',
              input: { amount: 229.91, tripDetails: 'Austin and back', email: 'ada@example.com' },
            }
          : { response: 'The invoice is made.', next: 'done' };
    return {
      text: purpose === 'validate' ? '{"valid": true}' : JSON.stringify(step),
      finish: 'stop',
      usage: { inputTokens: 1, outputTokens: 1 },
      model: 'invoices',
    };
  },
};
