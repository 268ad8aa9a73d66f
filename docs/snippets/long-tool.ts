import { setTimeout as pause } from 'node:timers/promises';
import { defineTool } from '@durable-goals/core';
import * as z from 'zod';

export const buildReport = defineTool({
  name: 'BuildReport',
  description: 'Build the yearly report, which takes a few minutes',
  input: z.strictObject({ year: z.int().describe('Year of the report') }),
  effect: 'idempotent',
  timing: {
    startToCloseMs: 10 * 60_000,
    heartbeatMs: 15_000,
    retryIntervalMs: 10_000,
    maxAttempts: 3,
  },
  async execute({ year }, context) {
    context.log.info('The report is being built', { year, attempt: context.attempt });
    for (let month = 1; month <= 12; month += 1) {
      await pause(10_000, undefined, { signal: context.signal });
      context.heartbeat({ month });
    }
    return { report: `${year}.pdf` };
  },
});
