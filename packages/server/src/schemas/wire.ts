import { z } from '@hono/zod-openapi';

/** Anything that JSON holds. */
const json = z.unknown().openapi({ description: 'Any JSON value.' });
const jsonObject = z.record(z.string(), z.unknown());
const time = z.iso.datetime().openapi({ example: '2026-11-26T09:30:00.000Z' });
const count = z.int().min(0);

const effectSchema = z.enum(['read', 'idempotent', 'unsafe']);

const givenApproval = z.object({ by: z.string(), reason: z.string().optional(), at: time });

const subAgent = z
  .object({ goalId: z.string(), conversationId: z.string() })
  .openapi('AskingSubAgent', { description: 'The sub-agent that asks, and its own conversation.' });

const pendingApprovalSchema = z
  .object({
    callId: z.string(),
    tool: z.string(),
    input: jsonObject,
    inputHash: z.string(),
    effect: effectSchema,
    requestedAt: time,
    expiresAt: time,
    whenExpired: z.literal('run').optional(),
    remindedAt: time.optional(),
    approvalsNeeded: z.literal(2).optional(),
    approvedBy: z.array(givenApproval).optional(),
    subAgent: subAgent.optional(),
  })
  .openapi('PendingApproval');

const callInDoubtSchema = z
  .object({
    callId: z.string(),
    tool: z.string(),
    input: jsonObject,
    reason: z.string(),
    subAgent: subAgent.optional(),
  })
  .openapi('CallInDoubt');

const proposedCall = z.object({ callId: z.string(), tool: z.string(), input: jsonObject });

const approvalRecord = z.object({
  decision: z.enum(['approved', 'rejected', 'expired', 'withdrawn']),
  editedFrom: z.string().optional(),
  by: z.string().optional(),
  reason: z.string().optional(),
  at: time,
  byDefault: z.literal(true).optional(),
  approvals: z.array(givenApproval).optional(),
});

const subAgentDecision = z.object({
  callId: z.string(),
  tool: z.string(),
  decision: z.enum(['approved', 'rejected', 'resolved']),
  inputHash: z.string().optional(),
  by: z.string(),
  reason: z.string().optional(),
  at: time,
});

const toolOutcomeSchema = z.enum([
  'completed',
  'failed',
  'rejected',
  'expired',
  'withdrawn',
  'not-run',
  'in-doubt',
]);

const messageSchema = z
  .object({
    id: z.string(),
    seq: count,
    turn: count,
    at: time,
    role: z.enum(['user', 'agent', 'tool', 'system']),
    text: z.string().optional(),
    step: z
      .object({
        next: z.enum(['question', 'confirm', 'pick-new-goal', 'done']),
        calls: z.array(proposedCall).optional(),
        output: jsonObject.optional().openapi({
          description: 'With `done`, what the goal gives where that is data.',
        }),
      })
      .optional(),
    toolCall: proposedCall
      .extend({
        inputHash: z.string(),
        effect: effectSchema,
        approval: approvalRecord.optional(),
        subAgent: z
          .object({
            goalId: z.string(),
            conversationId: z.string(),
            decisions: z.array(subAgentDecision).optional(),
          })
          .optional(),
      })
      .optional(),
    toolResult: z
      .object({
        callId: z.string(),
        output: json.optional(),
        whole: jsonObject.optional(),
        error: z.string().optional(),
        isError: z.boolean(),
        outcome: toolOutcomeSchema,
        resolved: givenApproval.optional(),
      })
      .optional(),
    model: z.string().optional(),
    promptVersion: z.string().optional(),
    by: z.string().optional(),
  })
  .openapi('Message');

const conversationStates = [
  'working',
  'awaiting-user',
  'awaiting-approval',
  'in-doubt',
  'waiting-for-model',
  'ended',
] as const;

export const stateSchema = z.enum(conversationStates);

const waiting = z.object({ type: z.string(), reason: z.string(), until: time.optional() });
const limitReached = z.object({ limit: z.string(), max: z.number() });
const outcome = z.enum(['done', 'ended', 'cancelled', 'limit']);

const usage = z.object({
  turns: count,
  steps: count,
  modelCalls: count,
  toolCalls: count,
  inputTokens: count,
  outputTokens: count,
  cachedInputTokens: count,
  costUsd: z.number().optional(),
});

/** What a conversation is known by, whole or in a list. */
const head = {
  conversationId: z.string(),
  goalId: z.string(),
  owner: z.string().optional(),
  title: z.string().optional(),
  state: stateSchema,
};

export const statusSchema = z
  .object({
    ...head,
    turn: count,
    queued: count,
    lastSeq: count,
    approvals: z.array(pendingApprovalSchema),
    inDoubt: z.array(callInDoubtSchema),
    running: z.array(z.string()),
    parent: z.object({ conversationId: z.string(), callId: z.string() }).optional().openapi({
      description: 'Whose sub-agent it is, if it is one.',
    }),
    subAgents: z
      .array(
        z.object({
          callId: z.string(),
          tool: z.string(),
          goalId: z.string(),
          conversationId: z.string(),
        }),
      )
      .optional()
      .openapi({ description: 'The sub-agents that are at work.' }),
    waiting: waiting.optional(),
    limit: limitReached.optional(),
    outcome: outcome.optional(),
    failure: z.string().optional(),
    model: z.string().optional(),
    summary: z.string().optional(),
    usage,
    stale: z.literal(true).optional().openapi({
      description: 'What was known last: no Worker answered in time.',
    }),
    links: z.object({ temporalUi: z.string().optional() }).optional(),
  })
  .openapi('Conversation');

export const summarySchema = z
  .object({
    ...head,
    startedAt: time,
    updatedAt: time,
    endedAt: time.optional(),
    approvals: count,
    inDoubt: count,
  })
  .openapi('ConversationSummary');

export const transcriptSchema = z
  .object({
    messages: z.array(messageSchema),
    more: z.boolean(),
    stale: z.literal(true).optional(),
  })
  .openapi('Transcript');

export const answerSchema = z
  .object({
    state: z.enum([...conversationStates, 'queued']),
    turn: count.optional(),
    queued: z.literal(true).optional(),
    messages: z.array(messageSchema),
    tools: z.array(z.object({ callId: z.string(), tool: z.string(), outcome: toolOutcomeSchema })),
    approvals: z.array(pendingApprovalSchema),
    inDoubt: z.array(callInDoubtSchema),
    waiting: waiting.optional(),
    limit: limitReached.optional(),
    outcome: outcome.optional(),
    text: z.string(),
  })
  .openapi('Answer');

export const pendingCallsSchema = z
  .object({
    conversationId: z.string(),
    chainId: z.string(),
    goalId: z.string(),
    owner: z.string().optional(),
    approvals: z.array(pendingApprovalSchema),
    inDoubt: z.array(callInDoubtSchema),
    updatedAt: time,
  })
  .openapi('PendingCalls');

export const recordEntrySchema = z
  .object({
    key: z.string(),
    at: time,
    kind: z.string(),
    by: z.string().optional(),
    callId: z.string().optional(),
    tool: z.string().optional(),
    inputHash: z.string().optional(),
    reason: z.string().optional(),
    refused: z.object({ type: z.string(), reason: z.string() }).optional(),
    suppressed: count.optional(),
    details: json.optional(),
    conversationId: z.string(),
    chainId: z.string(),
  })
  .openapi('RecordEntry');

export const goalSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    category: z.string().optional(),
    starterPrompt: z.string().optional(),
    tools: z.array(
      z.object({
        name: z.string(),
        title: z.string().optional(),
        description: z.string(),
        effect: effectSchema,
        approval: z.enum(['always', 'never', 'by-input', 'default']),
        inputSchema: jsonObject,
        goalId: z.string().optional().openapi({
          description: 'The goal of the sub-agent that carries out its calls, if one does.',
        }),
      }),
    ),
  })
  .openapi('Goal');

export const pageQuery = {
  after: z.string().min(1).max(1_000).optional().openapi({
    description: 'What the page before said as `next`.',
  }),
  limit: z.coerce.number().int().min(1).max(1_000).optional().openapi({
    description: 'Items of a page.',
    default: 100,
  }),
};

/** The part of a path that names a conversation. */
export const conversationParams = z.object({
  conversationId: z.string().min(1).max(200),
});

/** The part of a path that names a call of a conversation. */
export const callParams = conversationParams.extend({ callId: z.string().min(1).max(200) });
