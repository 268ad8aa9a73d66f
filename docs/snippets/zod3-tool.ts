import { defineTool } from '@durable-goals/core';
import { z } from 'zod/v3';

export const weather = defineTool({
  name: 'Weather',
  description: 'The weather of a city',
  input: z.object({ city: z.string().describe('City') }).strict(),
  effect: 'read',
  execute: ({ city }) => ({ city, sky: 'clear' }),
});
