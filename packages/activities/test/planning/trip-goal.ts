import {
  defineGoal,
  defineRegistry,
  defineTool,
  type GoalReference,
  type PlanRequest,
} from '@durable-goals/core';
import * as z from 'zod';

const findEvents = defineTool({
  name: 'FindEvents',
  description: 'Finds events',
  input: z.strictObject({
    city: z.string().min(2).describe('City to look in'),
    month: z.string().describe('Month of the event'),
    maxPrice: z.number().optional(),
    note: z.string().nullable().optional(),
  }),
  effect: 'read',
  execute: () => [],
});

const createInvoice = defineTool({
  name: 'CreateInvoice',
  description: 'Bills the trip',
  input: z.strictObject({
    email: z.email().describe('Where the invoice goes'),
    amount: z
      .number()
      .positive()
      .transform((amount) => amount * 100),
  }),
  effect: 'idempotent',
  needsApproval: (input) => {
    if (input.amount === 1300) throw new Error('thirteen');
    return input.amount > 10_000;
  },
  execute: () => ({}),
});

const sendCard = defineTool({
  name: 'SendCard',
  description: 'Sends a card',
  input: z.object({ text: z.string(), reply: z.string().nullable() }),
  execute: () => ({}),
});

const lookUp = defineTool({
  name: 'LookUp',
  description: 'Looks something up',
  input: z.object({ input: z.object({ word: z.string() }) }),
  effect: 'read',
  needsApproval: 'never',
  execute: () => ({}),
});

const refund = defineTool({
  name: 'Refund',
  description: 'Pays back',
  input: z.object({}),
  effect: 'idempotent',
  needsApproval: 'always',
  execute: () => ({}),
});

export const tripGoal = defineGoal({
  id: 'trip',
  title: 'Book a trip',
  instructions: 'Book it.',
  tools: [findEvents, createInvoice, sendCard, lookUp, refund],
  timeZone: 'Australia/Melbourne',
});

export const registry = defineRegistry([tripGoal]);

export const tripSpec = registry.spec('trip');

/** A Worker that knows no goal. */
export const emptyRegistry = defineRegistry([]);

export const tripReference: GoalReference = { id: 'trip', hash: tripSpec.hash };

export function planRequest(changes: Partial<PlanRequest> = {}): PlanRequest {
  return {
    conversationId: 'trip-1',
    chainId: 'run-1',
    goal: tripReference,
    situation: {
      trigger: { kind: 'message', text: 'Melbourne in March' },
      transcript: [{ role: 'agent', text: 'Where to?', next: 'question' }],
      known: {},
      completed: [],
      pending: [],
    },
    validate: false,
    ...changes,
  };
}
