import { z } from '@hono/zod-openapi';
import type { Principal } from '../auth/principal.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import type { Services } from '../services.js';

const sessionSchema = z
  .object({
    principal: z
      .object({
        id: z.string(),
        name: z.string().optional(),
        roles: z.array(z.enum(['approver', 'operator'])),
      })
      .nullable()
      .openapi({ description: 'Nobody in particular, where nobody has to say who they are.' }),
    authentication: z.enum(['none', 'bearer', 'jwt']),
    models: z.array(z.string()),
  })
  .openapi('Session');

/** Who asks, and what there is to choose. */
export function sessionRoutes({ authentication, options }: Services): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/v1/session',
      id: 'getSession',
      tag: 'session',
      summary: 'See who you are here, and which models there are',
      input: {},
      answers: { 200: { description: 'Who asks.', schema: sessionSchema } },
      handle: ({ principal }) =>
        Promise.resolve({
          status: 200,
          body: {
            principal: authentication.kind === 'none' ? null : shown(principal),
            authentication: authentication.kind,
            models: options.models ?? [],
          },
        }),
    }),
  ];
}

function shown({ id, name, roles }: Principal) {
  return { id, roles: [...roles], ...(name === undefined ? {} : { name }) };
}
