import { z } from '@hono/zod-openapi';
import { endpoint, type Endpoint } from '../endpoint.js';
import { replyOf, waitMs } from '../reply.js';
import { answerSchema, conversationParams, pageQuery, transcriptSchema } from '../schemas/wire.js';
import type { Services } from '../services.js';

/** What was said in a conversation, and what is to be said. */
export function messageRoutes({ agents }: Services): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/v1/conversations/{conversationId}/messages',
      id: 'listMessages',
      tag: 'conversations',
      summary: 'Read the transcript, oldest first',
      input: {
        params: conversationParams,
        query: z.object({
          after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().openapi({
            description: 'Only messages with a higher sequence number.',
            default: 0,
          }),
          limit: pageQuery.limit,
        }),
      },
      answers: { 200: { description: 'A page of it.', schema: transcriptSchema } },
      async handle({ params: { conversationId }, query: { after, limit } }) {
        const page = await agents.conversation(conversationId).transcript({
          ...(after === undefined ? {} : { after }),
          ...(limit === undefined ? {} : { limit }),
        });
        return { status: 200, body: page };
      },
    }),
    endpoint({
      method: 'post',
      path: '/v1/conversations/{conversationId}/messages',
      id: 'sendMessage',
      tag: 'conversations',
      summary: 'Send a message',
      input: {
        params: conversationParams,
        body: z.strictObject({ text: z.string().regex(/\S/) }).openapi('SendMessage'),
      },
      answers: {
        200: { description: 'The answer.', schema: answerSchema },
        202: { description: 'It is taken, or kept until a Worker runs.', schema: answerSchema },
      },
      async handle({ params: { conversationId }, body: { text }, principal, key, c }) {
        const answer = await agents
          .conversation(conversationId)
          .send(text, { id: key, by: principal.id, timeoutMs: waitMs(c) });
        return replyOf(answer);
      },
    }),
  ];
}
