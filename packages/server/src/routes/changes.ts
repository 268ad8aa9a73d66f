import { limitNames } from '@durable-goals/core';
import { z } from '@hono/zod-openapi';
import { checkMayGrant, checkModel } from '../auth/rights.js';
import { endpoint, type Endpoint } from '../endpoint.js';
import { pageIn, replyOf, waiting } from '../reply.js';
import { answerSchema, conversationParams, pageQuery, recordEntrySchema } from '../schemas/wire.js';
import type { Services } from '../services.js';

const answers = {
  200: { description: 'Where the conversation stands after it.', schema: answerSchema },
  202: { description: 'It is taken.', schema: answerSchema },
};

const limits = z
  .strictObject(
    Object.fromEntries(limitNames.map((name) => [name, z.number().positive().optional()])),
  )
  .openapi({ description: 'What is added to each limit.' });

/** What changes how a conversation goes on, and who did what in it. */
export function changeRoutes(services: Services): readonly Endpoint[] {
  const { agents, registry } = services;
  return [
    endpoint({
      method: 'post',
      path: '/v1/conversations/{conversationId}/retry',
      id: 'retry',
      tag: 'conversations',
      summary: 'Try the model again that the conversation waits for',
      input: { params: conversationParams, body: z.strictObject({}) },
      answers,
      handle: async ({ params, key, c }) =>
        replyOf(await agents.conversation(params.conversationId).retry({ id: key, ...waiting(c) })),
    }),
    endpoint({
      method: 'post',
      path: '/v1/conversations/{conversationId}/model',
      id: 'setModel',
      tag: 'conversations',
      summary: 'Have another model plan from the next step on',
      input: {
        params: conversationParams,
        body: z.strictObject({ model: z.string().min(1).max(200) }).openapi('SetModel'),
      },
      answers,
      async handle({ params, body: { model }, principal, key, c }) {
        checkModel(services, principal, model);
        const conversation = agents.conversation(params.conversationId);
        return replyOf(await conversation.setModel(model, { id: key, ...waiting(c) }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/v1/conversations/{conversationId}/limits',
      id: 'grantLimits',
      tag: 'conversations',
      summary: 'Add to the limits, so that a conversation that stopped at one goes on',
      input: {
        params: conversationParams,
        body: z.strictObject({ limits }).openapi('GrantLimits'),
      },
      answers,
      async handle({ params, body, principal, key, c }) {
        checkMayGrant(principal);
        const conversation = agents.conversation(params.conversationId);
        return replyOf(await conversation.grant(body.limits, { id: key, ...waiting(c) }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/v1/conversations/{conversationId}/goal',
      id: 'changeGoal',
      tag: 'conversations',
      summary: 'Go on with another goal',
      input: {
        params: conversationParams,
        body: z.strictObject({ goalId: z.string().min(1).max(64) }).openapi('ChangeGoal'),
      },
      answers,
      async handle({ params, body: { goalId }, key, c }) {
        // Refused here: the conversation itself would only say so in words.
        registry.spec(goalId);
        const conversation = agents.conversation(params.conversationId);
        return replyOf(await conversation.changeGoal(goalId, { id: key, ...waiting(c) }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/v1/conversations/{conversationId}/record',
      id: 'listRecord',
      tag: 'conversations',
      summary: 'Read who decided, asked or tried what, oldest first',
      input: { params: conversationParams, query: z.object(pageQuery) },
      answers: {
        200: {
          description: 'A page of it.',
          schema: z.object({ items: z.array(recordEntrySchema), next: z.string().optional() }),
        },
      },
      handle: async ({ params, query }) => ({
        status: 200,
        body: await agents.conversation(params.conversationId).record(pageIn(query)),
      }),
    }),
  ];
}
