import type { StatusNow } from '@durable-goals/client';
import type { StoredConversation } from '@durable-goals/core';
import { z } from '@hono/zod-openapi';
import { endpoint, type Endpoint } from '../endpoint.js';
import { pageIn } from '../reply.js';
import {
  conversationParams,
  pageQuery,
  stateSchema,
  statusSchema,
  summarySchema,
} from '../schemas/wire.js';
import type { Services } from '../services.js';
import { startConversation } from '../start-conversation.js';

const startSchema = z
  .strictObject({
    goalId: z.string().min(1).max(64),
    conversationId: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,199}$/)
      .optional()
      .openapi({ description: 'Letters, digits, `.`, `_`, `~`, `-`. One is made up without it.' }),
    model: z.string().min(1).max(200).optional(),
  })
  .openapi('StartConversation');

/** Conversations: begin, list, look at, end. */
export function conversationRoutes(services: Services): readonly Endpoint[] {
  const { agents, store } = services;
  return [
    endpoint({
      method: 'post',
      path: '/v1/conversations',
      id: 'startConversation',
      tag: 'conversations',
      summary: 'Begin a conversation, or find the running one with that id',
      input: { body: startSchema },
      answers: { 201: { description: 'It has begun.', schema: statusSchema } },
      async handle({ body, principal, key, c }) {
        const isKeyed = c.req.header('idempotency-key') !== undefined;
        const status = await startConversation(services, principal, {
          ...body,
          ...(isKeyed ? { key } : {}),
        });
        return {
          status: 201,
          body: linked(services, status),
          headers: { location: `/v1/conversations/${encodeURIComponent(status.conversationId)}` },
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/v1/conversations',
      id: 'listConversations',
      tag: 'conversations',
      summary: 'List conversations, newest first; your own, unless you have a role',
      input: {
        query: z.object({
          goalId: z.string().max(64).optional(),
          state: stateSchema.optional(),
          owner: z.string().max(200).optional(),
          subAgentsOf: z.string().min(1).max(200).optional().openapi({
            description:
              'The sub-agents of that conversation; without it, there are none in the list.',
          }),
          ...pageQuery,
        }),
      },
      answers: {
        200: {
          description: 'A page of them.',
          schema: z.object({ items: z.array(summarySchema), next: z.string().optional() }),
        },
      },
      async handle({ query: { goalId, state, owner, subAgentsOf, ...page }, principal }) {
        const whose = principal.roles.length > 0 ? owner : principal.id;
        const { items, next } = await store.conversations({
          ...(goalId === undefined ? {} : { goalId }),
          ...(state === undefined ? {} : { state }),
          ...(whose === undefined ? {} : { owner: whose }),
          ...(subAgentsOf === undefined ? {} : { subAgentsOf }),
          ...pageIn(page),
        });
        return {
          status: 200,
          body: { items: items.map(summaryOf), ...(next === undefined ? {} : { next }) },
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/v1/conversations/{conversationId}',
      id: 'getConversation',
      tag: 'conversations',
      summary: 'See how a conversation stands',
      input: { params: conversationParams },
      answers: { 200: { description: 'How it stands.', schema: statusSchema } },
      handle: async ({ params: { conversationId } }) => ({
        status: 200,
        body: linked(services, await agents.conversation(conversationId).status()),
      }),
    }),
    endpoint({
      method: 'post',
      path: '/v1/conversations/{conversationId}/end',
      id: 'endConversation',
      tag: 'conversations',
      summary: 'End a conversation; tools that run may settle',
      input: { params: conversationParams, body: z.strictObject({}) },
      answers: {
        202: { description: 'It will end.', schema: z.object({ state: z.literal('ending') }) },
      },
      async handle({ params: { conversationId }, key }) {
        await agents.conversation(conversationId).end({ id: key });
        return { status: 202, body: { state: 'ending' } };
      },
    }),
  ];
}

function linked({ options, client }: Services, status: StatusNow) {
  const { temporalUi } = options;
  if (temporalUi === undefined) return status;
  const address = temporalUi
    .replaceAll('{namespace}', encodeURIComponent(client.options.namespace))
    .replaceAll('{workflowId}', encodeURIComponent(status.conversationId));
  return { ...status, links: { temporalUi: address } };
}

function summaryOf({ conversationId, startedAt, updatedAt, endedAt, status }: StoredConversation) {
  const { goalId, owner, title, state, approvals, inDoubt } = status;
  return {
    conversationId,
    goalId,
    ...(owner === undefined ? {} : { owner }),
    ...(title === undefined ? {} : { title }),
    state,
    startedAt,
    updatedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    approvals: approvals.length,
    inDoubt: inDoubt.length,
  };
}
