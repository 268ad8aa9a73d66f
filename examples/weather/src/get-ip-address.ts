import { defineTool } from '@durable-goals/core';
import * as z from 'zod';
import { ask, servicesFrom, type Services } from './services.js';

/** Tells the public address of this machine. */
export function getIpAddressTool(services: () => Services = () => servicesFrom(process.env)) {
  return defineTool({
    name: 'get_ip_address',
    description: 'Get the public IP address of the machine that the person sits at.',
    input: z.strictObject({}),
    effect: 'read',
    needsApproval: 'never',
    async execute(_input, { signal }) {
      return { ipaddress: (await ask(services().ip, signal)).trim() };
    },
  });
}
