import { defineTool } from '@durable-goals/core';
import * as z from 'zod';

export const countRows = defineTool({
  name: 'CountRows',
  description: 'Count the rows that an earlier call gave',
  effect: 'read',
  input: z.strictObject({ call: z.string().describe('The id of that call, such as c3') }),
  async execute({ call }, { resultOf }) {
    const rows = await resultOf(call);
    return { rows: Array.isArray(rows) ? rows.length : 0 };
  },
});
