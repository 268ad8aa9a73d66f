import { defineTool, ToolFailure } from '@durable-goals/core';
import * as z from 'zod';
import { ask, servicesFrom, type Services } from './services.js';

const answer = z.object({
  status: z.string().optional(),
  message: z.string().optional(),
  city: z.string().default(''),
  region: z.string().default(''),
  regionName: z.string().default(''),
  country: z.string().default(''),
});

/** Tells where an address is. */
export function getLocationInfoTool(services: () => Services = () => servicesFrom(process.env)) {
  return defineTool({
    name: 'get_location_info',
    description: 'Get the city, the state and the country that an IP address is in.',
    input: z.strictObject({
      ipaddress: z.string().min(2).max(45).describe('An IP address, as get_ip_address gives it'),
    }),
    effect: 'read',
    needsApproval: 'never',
    async execute({ ipaddress }, { signal }) {
      const url = `${services().location}/json/${encodeURIComponent(ipaddress)}`;
      const found = answer.parse(JSON.parse(await ask(url, signal)));
      // It says so with status 200.
      if (found.status === 'fail') {
        const reason = found.message ?? 'no reason given';
        throw new ToolFailure(`Nobody knows where '${ipaddress}' is: ${reason}.`);
      }
      const { city, region: state, regionName, country } = found;
      return { city, state, regionName, country };
    },
  });
}
