import { withSubAgents, type GoalSpec } from '@durable-goals/core';
import { z } from '@hono/zod-openapi';
import { endpoint, type Endpoint } from '../endpoint.js';
import { goalSchema } from '../schemas/wire.js';
import type { Services } from '../services.js';

/** The goals that a conversation may have. */
export function goalRoutes({ registry }: Services): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/v1/goals',
      id: 'listGoals',
      tag: 'goals',
      summary: 'List the goals, with their tools',
      input: {},
      answers: {
        200: {
          description: 'All of them.',
          schema: z.object({
            items: z.array(goalSchema),
            subAgents: z.array(goalSchema).openapi({
              description:
                'Goals that only serve as tools of these: nobody begins them, and their calls are decided on above.',
            }),
          }),
        },
      },
      handle: () =>
        Promise.resolve({
          status: 200,
          body: {
            items: registry.ids.map((id) => shown(registry.spec(id))),
            subAgents: withSubAgents(registry.goals)
              .slice(registry.goals.length)
              .map(({ id }) => shown(registry.spec(id))),
          },
        }),
    }),
  ];
}

function shown({ id, title, description, category, starterPrompt, tools }: GoalSpec) {
  return {
    id,
    name: title,
    description,
    ...(category === undefined ? {} : { category }),
    starterPrompt,
    tools: tools.map(({ name, description, effect, approval, inputSchema, goalId }) => ({
      name,
      description,
      effect,
      approval,
      inputSchema,
      ...(goalId === undefined ? {} : { goalId }),
    })),
  };
}
