import { defineTool } from '@durable-goals/core';
import * as z from 'zod';
import { ask, servicesFrom, type Services } from './services.js';

const alert = z.object({
  properties: z.object({
    event: z.string(),
    severity: z.string().nullish(),
    areaDesc: z.string().nullish(),
    headline: z.string().nullish(),
    expires: z.string().nullish(),
  }),
});
const answer = z.object({ features: z.array(alert) });

/** Alerts that a model is shown; a large state may have a hundred. */
const most = 20;

/** Tells the weather alerts of a state of the USA. */
export function getWeatherAlertsTool(services: () => Services = () => servicesFrom(process.env)) {
  return defineTool({
    name: 'get_weather_alerts',
    description: 'Get the active weather alerts for a state of the USA.',
    input: z.strictObject({
      state: z
        .string()
        .regex(/^[A-Za-z]{2}$/)
        .describe('Two-letter code of the state, such as CA or NY'),
    }),
    effect: 'read',
    needsApproval: 'never',
    async execute({ state }, { signal }) {
      const code = state.toUpperCase();
      const text = await ask(`${services().alerts}/alerts/active/area/${code}`, signal);
      const { features } = answer.parse(JSON.parse(text));
      const alerts = features.slice(0, most).map(({ properties }) => {
        const { event, severity, areaDesc, headline, expires } = properties;
        return {
          event,
          severity: severity ?? 'Unknown',
          area: areaDesc ?? '',
          headline: headline ?? event,
          expires: expires ?? null,
        };
      });
      return { state: code, count: features.length, alerts };
    },
  });
}
