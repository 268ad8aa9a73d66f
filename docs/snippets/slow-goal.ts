import { appendFile, mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { defineGoal, defineTool } from '@durable-goals/core';
import * as z from 'zod';

const packParcel = defineTool({
  name: 'PackParcel',
  description: 'Pack a parcel, which takes a while',
  input: z.strictObject({ parcel: z.int().positive().describe('Number of the parcel') }),
  effect: 'idempotent',
  needsApproval: 'never',
  timing: { heartbeatMs: 3_000, retryIntervalMs: 1_000 },
  async execute({ parcel }, { attempt, idempotencyKey, signal }) {
    await mkdir('.durable-goals', { recursive: true });
    await appendFile('.durable-goals/attempts.txt', `attempt ${attempt}, key ${idempotencyKey}\n`);
    await pause(8_000, undefined, { signal });
    return { parcel, packed: true };
  },
});

export const goals = [
  defineGoal({
    id: 'parcels',
    title: 'Pack a parcel',
    instructions: 'Ask for the number of the parcel, and pack it.',
    tools: [packParcel],
  }),
] as const;
