import * as z from 'zod';
import {
  defineGoal,
  defineRegistry,
  defineTool,
  type Goal,
  type GoalSpec,
  type Situation,
  type TranscriptEntry,
} from '../../src/index.js';

const findEvents = defineTool({
  name: 'FindEvents',
  description: 'Finds events in a city around a month.',
  input: z.strictObject({
    city: z.string().min(2).describe('City to look in'),
    month: z.enum(['March', 'April', 'May']).describe('Month of the event'),
    maxPrice: z.number().positive().optional().describe('Highest ticket price in USD'),
  }),
  effect: 'read',
  execute: () => [],
});

const createInvoice = defineTool({
  name: 'CreateInvoice',
  description: 'Bills the trip.',
  input: z.strictObject({
    email: z.email().describe('Where the invoice goes'),
    travellers: z.array(z.object({ name: z.string(), age: z.int().min(0).optional() })).max(9),
    daysUntilDue: z.int().min(1).default(30),
  }),
  effect: 'idempotent',
  execute: () => ({ reference: 'R-1' }),
});

export const tripGoal = defineGoal({
  id: 'trip',
  title: 'Book a trip around an event',
  instructions: 'Find an event that the person likes, then bill the trip.',
  tools: [findEvents, createInvoice],
  timeZone: 'Australia/Melbourne',
  exampleConversation: [
    { role: 'user', text: 'Something in Sydney in May' },
    { role: 'agent', text: 'I will look for events in Sydney in May.' },
  ],
});

export function specOf(goal: Goal): GoalSpec {
  return defineRegistry([goal]).spec(goal.id);
}

/** The transcript of a trip up to the first result. */
export const tripTranscript: readonly TranscriptEntry[] = [
  { role: 'agent', text: 'Hello! Where would you like to go?', next: 'question' },
  { role: 'user', text: 'Melbourne in March' },
  {
    role: 'agent',
    text: 'I will look for events.',
    next: 'confirm',
    calls: [{ tool: 'FindEvents', input: { city: 'Melbourne', month: 'March' } }],
  },
  {
    role: 'tool',
    callId: 'c1',
    tool: 'FindEvents',
    input: { city: 'Melbourne', month: 'March' },
    outcome: 'completed',
    output: [{ name: 'Comedy Festival', from: '2026-03-25' }],
  },
];

export function tripSituation(changes: Partial<Situation> = {}): Situation {
  return {
    goal: specOf(tripGoal),
    trigger: { kind: 'tool-results', callIds: ['c1'] },
    transcript: tripTranscript,
    known: { city: 'Melbourne', month: 'March' },
    completed: ['FindEvents'],
    pending: [],
    today: '2026-03-02',
    ...changes,
  };
}
