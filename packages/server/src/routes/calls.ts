import { z } from '@hono/zod-openapi';
import type { Json, JsonObject } from '@durable-goals/core';
import { endpoint, type Endpoint } from '../endpoint.js';
import { ProblemError } from '../problems.js';
import { pageIn, replyOf, waiting } from '../reply.js';
import { answerSchema, callParams, pageQuery, pendingCallsSchema } from '../schemas/wire.js';
import type { Services } from '../services.js';

const reason = z.string().max(2_000).optional();
const answers = {
  200: { description: 'Where the conversation stands after it.', schema: answerSchema },
  202: { description: 'It is taken, or kept until a Worker runs.', schema: answerSchema },
};

const decisionSchema = z
  .strictObject({
    decision: z.enum(['approve', 'reject']),
    inputHash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .openapi({
        description: 'Of the input that was looked at, as the call has it.',
      }),
    input: z.record(z.string(), z.unknown()).optional().openapi({
      description: 'Another input to approve the call with.',
    }),
    reason,
  })
  .refine(({ decision, input }) => decision === 'approve' || input === undefined, {
    message: 'a rejected call takes no other input',
    path: ['input'],
  })
  .openapi('Decision');

const wordSchema = z
  .strictObject({ happened: z.boolean(), output: z.unknown().optional(), reason })
  .openapi('WordOnCallInDoubt');

/** Calls that wait for people, and what people say of them. */
export function callRoutes({ agents, store }: Services): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/v1/approvals',
      id: 'listApprovals',
      tag: 'approvals',
      summary: 'List the calls that wait for people, the one that waits longest first',
      input: { query: z.object(pageQuery) },
      answers: {
        200: {
          description: 'A page of conversations in which something waits.',
          schema: z.object({ items: z.array(pendingCallsSchema), next: z.string().optional() }),
        },
      },
      async handle({ query, principal: { id, roles } }) {
        const page = await store.pending({
          ...(roles.length > 0 ? {} : { owner: id }),
          ...pageIn(query),
        });
        return { status: 200, body: page };
      },
    }),
    endpoint({
      method: 'post',
      path: '/v1/conversations/{conversationId}/approvals/{callId}',
      id: 'decide',
      tag: 'approvals',
      summary: 'Approve, edit or reject a call that waits',
      input: { params: callParams, body: decisionSchema },
      answers,
      async handle({ params, body, principal, key, c }) {
        const conversation = agents.conversation(params.conversationId);
        const { decision, inputHash, input, reason } = body;
        const call = { callId: params.callId, inputHash };
        const options = { id: key, by: principal.id, ...reasonIn(reason), ...waiting(c) };
        if (decision === 'reject') return replyOf(await conversation.reject(call, options));
        const answer =
          input === undefined
            ? await conversation.approve(call, options)
            : await conversation.edit(
                { ...call, input: input as JsonObject } as never,
                input as never,
                options,
              );
        return replyOf(answer);
      },
    }),
    endpoint({
      method: 'post',
      path: '/v1/conversations/{conversationId}/in-doubt/{callId}',
      id: 'resolveCall',
      tag: 'approvals',
      summary: 'Say whether a call in doubt happened',
      input: { params: callParams, body: wordSchema },
      answers,
      async handle({ params, body, principal, key, c }) {
        const { happened, output, reason } = body;
        const answer = await agents.conversation(params.conversationId).resolve(params.callId, {
          happened,
          ...(output === undefined ? {} : { output: output as Json }),
          id: key,
          by: principal.id,
          ...reasonIn(reason),
          ...waiting(c),
        });
        return replyOf(answer);
      },
    }),
    endpoint({
      method: 'get',
      path: '/v1/conversations/{conversationId}/calls/{callId}/output',
      id: 'getOutput',
      tag: 'conversations',
      summary: 'Read the whole output of a settled call',
      input: { params: callParams },
      answers: {
        200: {
          description: 'What it gave.',
          schema: z.object({ output: z.unknown().openapi({ description: 'Any JSON value.' }) }),
        },
      },
      async handle({ params: { conversationId, callId } }) {
        const output = await agents.conversation(conversationId).toolOutput(callId);
        if (output === undefined) {
          throw new ProblemError('UnknownCall', `Call '${callId}' gave no output, or not yet.`);
        }
        return { status: 200, body: { output } };
      },
    }),
  ];
}

function reasonIn(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}
