import { defineGoal, defineTool } from '@durable-goals/core';
import * as z from 'zod';

const reserveTable = defineTool({
  name: 'ReserveTable',
  description: 'Reserve a table for dinner',
  input: z.strictObject({
    date: z.iso.date().describe('Day of the dinner, YYYY-MM-DD'),
    guests: z.int().min(1).max(12).describe('Number of guests'),
    name: z.string().min(1).describe('Name that the table is reserved under'),
  }),
  effect: 'idempotent', // a repeat after a crash has the same key, so it makes the same reservation
  needsApproval: 'always',
  execute: ({ date, guests, name }, { idempotencyKey }) => ({
    confirmation: `${name}, table for ${guests}, ${date}`,
    reservation: idempotencyKey,
  }),
});

export const dinnerGoal = defineGoal({
  id: 'dinner',
  title: 'Reserve a table for dinner',
  instructions: 'Reserve one table. Ask for the day, the number of guests and a name.',
  tools: [reserveTable],
});

export const goals = [dinnerGoal] as const;
