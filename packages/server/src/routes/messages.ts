import type { TranscriptPage } from '@durable-goals/core';
import { z } from '@hono/zod-openapi';
import { endpoint, type Endpoint } from '../endpoint.js';
import { replyOf, waiting } from '../reply.js';
import { answerSchema, conversationParams, pageQuery, transcriptSchema } from '../schemas/wire.js';
import type { Services } from '../services.js';

/** What was said in a conversation, and what is to be said. */
export function messageRoutes(services: Services): readonly Endpoint[] {
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
          after: z.coerce.number().int().min(0).max(2_147_483_647).optional().openapi({
            description: 'Only messages with a higher sequence number.',
            default: 0,
          }),
          limit: pageQuery.limit,
        }),
      },
      answers: { 200: { description: 'A page of it.', schema: transcriptSchema } },
      handle: async ({ params: { conversationId }, query: { after = 0, limit = 100 } }) => ({
        status: 200,
        body: await readTranscript(services, { conversationId, after, limit }),
      }),
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
        const conversation = services.agents.conversation(conversationId);
        const answer = await conversation.send(text, { id: key, by: principal.id, ...waiting(c) });
        return replyOf(answer);
      },
    }),
  ];
}

/** A page of the transcript: what the store does not have yet from the Workflow, and whether there may be more than both say. */
async function readTranscript(
  { agents }: Services,
  {
    conversationId,
    ...query
  }: { readonly conversationId: string; readonly after: number; readonly limit: number },
): Promise<TranscriptPage & { readonly stale?: true }> {
  const conversation = agents.conversation(conversationId);
  const [page, status] = await Promise.all([
    conversation.transcript(query),
    conversation.status().catch(() => undefined),
  ]);
  if (page.more) return page;
  if (status === undefined || status.stale) {
    return status?.state === 'ended' ? page : { ...page, stale: true };
  }
  const last = page.messages.at(-1)?.seq ?? query.after;
  if (status.lastSeq <= last) return page;
  // The store is a step behind.
  const rest = await conversation.messages(last).catch(() => []);
  const messages = [...page.messages, ...rest];
  return { messages: messages.slice(0, query.limit), more: messages.length > query.limit };
}
