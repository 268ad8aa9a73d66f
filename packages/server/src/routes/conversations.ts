import type { StoredConversation } from '@durable-goals/core';
import { z } from '@hono/zod-openapi';
import { endpoint, type Endpoint } from '../endpoint.js';
import {
  conversationParams,
  pageQuery,
  stateSchema,
  statusSchema,
  summarySchema,
} from '../schemas/wire.js';
import type { Services } from '../services.js';

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
export function conversationRoutes({ agents, store }: Services): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/v1/conversations',
      id: 'startConversation',
      tag: 'conversations',
      summary: 'Begin a conversation, or find the running one with that id',
      input: { body: startSchema },
      answers: { 201: { description: 'It has begun.', schema: statusSchema } },
      async handle({ body: { goalId, conversationId, model } }) {
        const conversation = await agents.start(goalId, {
          ...(conversationId === undefined ? {} : { conversationId }),
          ...(model === undefined ? {} : { model }),
        });
        return {
          status: 201,
          body: await conversation.status(),
          headers: { location: `/v1/conversations/${encodeURIComponent(conversation.id)}` },
        };
      },
    }),
    endpoint({
      method: 'get',
      path: '/v1/conversations',
      id: 'listConversations',
      tag: 'conversations',
      summary: 'List conversations, newest first',
      input: {
        query: z.object({
          goalId: z.string().max(64).optional(),
          state: stateSchema.optional(),
          ...pageQuery,
        }),
      },
      answers: {
        200: {
          description: 'A page of them.',
          schema: z.object({ items: z.array(summarySchema), next: z.string().optional() }),
        },
      },
      async handle({ query: { goalId, state, after, limit } }) {
        const { items, next } = await store.conversations({
          ...(goalId === undefined ? {} : { goalId }),
          ...(state === undefined ? {} : { state }),
          ...(after === undefined ? {} : { after }),
          ...(limit === undefined ? {} : { limit }),
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
        body: await agents.conversation(conversationId).status(),
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
      async handle({ params: { conversationId } }) {
        await agents.conversation(conversationId).end();
        return { status: 202, body: { state: 'ending' } };
      },
    }),
  ];
}

function summaryOf({ conversationId, startedAt, updatedAt, endedAt, status }: StoredConversation) {
  return {
    conversationId,
    goalId: status.goalId,
    state: status.state,
    startedAt,
    updatedAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    approvals: status.approvals.length,
    inDoubt: status.inDoubt.length,
  };
}
