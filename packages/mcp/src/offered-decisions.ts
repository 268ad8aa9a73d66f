import type { PendingCall } from '@durable-goals/client';
import type { Json, JsonObject } from '@durable-goals/core';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import {
  answered,
  conversationId,
  reached,
  told,
  type Conversations,
} from './offered-conversation.js';

const callId = z.string().describe('Of the call, as get_status shows it');
const reason = z.string().max(500).optional().describe('Why; the agent reads it');

/** Lets another assistant give a person's word on calls: on those that wait for approval, and on those in doubt. */
export function addDecisions(server: McpServer, conversations: Conversations): void {
  const { waitMs, who } = conversations;
  const given = (why: string | undefined) => ({
    by: who(),
    timeoutMs: waitMs,
    ...(why === undefined ? {} : { reason: why }),
  });
  server.registerTool(
    'decide',
    {
      description:
        'Approve or reject a call that waits, as a person told you to. Names the call and the hash of what was shown.',
      inputSchema: {
        conversationId,
        callId,
        inputHash: z.string().describe('Of the call, as it was shown'),
        decision: z.enum(['approve', 'reject']),
        input: z
          .record(z.string(), z.unknown())
          .optional()
          .describe(
            'With approve: what the call shall get instead, all of it, as the person wants',
          ),
        reason,
      },
      annotations: { destructiveHint: true },
    },
    async ({ conversationId: id, callId: call, inputHash, decision, input, reason: why }) =>
      await told(async () => {
        const chat = await reached(conversations, id);
        const target = { callId: call, inputHash };
        if (decision === 'reject') return answered(id, await chat.reject(target, given(why)));
        if (input === undefined) return answered(id, await chat.approve(target, given(why)));
        // Whatever it is, the tool's schema is what it is checked with.
        const edited = input as JsonObject;
        const shown = { ...target, input: edited } as PendingCall;
        return answered(id, await chat.edit(shown, edited, given(why)));
      }),
  );
  server.registerTool(
    'resolve_doubt',
    {
      description:
        'Say whether a call in doubt happened, as a person found out: its result was lost, and the agent waits until somebody says so.',
      inputSchema: {
        conversationId,
        callId,
        happened: z.boolean().describe('Whether it did; never a guess'),
        output: z.unknown().optional().describe('What it gave, if it happened and that is known'),
        reason,
      },
      annotations: { destructiveHint: true },
    },
    async ({ conversationId: id, callId: call, happened, output, reason: why }) =>
      await told(async () => {
        const chat = await reached(conversations, id);
        const result = output === undefined ? {} : { output: output as Json };
        return answered(id, await chat.resolve(call, { happened, ...result, ...given(why) }));
      }),
  );
}
