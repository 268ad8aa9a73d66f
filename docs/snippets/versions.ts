import { AgentPlugin } from '@durable-goals/activities';
import { defineGoal, defineTool } from '@durable-goals/core';
import { Worker } from '@temporalio/worker';
import * as z from 'zod';
import { dinnerGoal } from './goal.js';

/** The goal as it was before people could say where they sit. */
const dinnerOfMay = dinnerGoal;

const dinnerOfJune = defineGoal({
  ...dinnerGoal,
  tools: [
    defineTool({
      name: 'ReserveTable',
      description: 'Reserve a table for dinner, inside or outside',
      input: z.strictObject({ date: z.iso.date(), guests: z.int(), outside: z.boolean() }),
      effect: 'idempotent',
      execute: ({ date, guests, outside }, { idempotencyKey }) => ({
        date,
        guests,
        outside,
        reservation: idempotencyKey,
      }),
    }),
  ],
});

export const worker = await Worker.create({
  taskQueue: 'agent-task-queue',
  plugins: [new AgentPlugin({ goals: [dinnerOfJune], olderVersions: [dinnerOfMay] })],
});

export const dinnerOfToday = defineGoal({ ...dinnerOfJune, whenChanged: 'next-turn' });
