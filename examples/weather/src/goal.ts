import { defineGoal } from '@durable-goals/core';
import { getIpAddressTool } from './get-ip-address.js';
import { getLocationInfoTool } from './get-location-info.js';
import { getWeatherAlertsTool } from './get-weather-alerts.js';

/** Made for runs: `durable-goals run weather 'Are there any weather alerts where I am?'` */
export const weatherGoal = defineGoal({
  id: 'weather',
  title: 'Answer questions about weather alerts and places',
  category: 'weather',
  instructions: `Answer the question. Use the functions only when the question needs them, and only those that it needs.
Weather alerts exist for states of the USA only; for another country, say so.
When a question needs no function at all, answer it with a haiku.`,
  tools: [getIpAddressTool(), getLocationInfoTool(), getWeatherAlertsTool()],
  planner: 'tools',
  validatePrompts: false,
  limits: { modelCalls: 20, toolCalls: 12, wallTimeMs: 600_000 },
});
