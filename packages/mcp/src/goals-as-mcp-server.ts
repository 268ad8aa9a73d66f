import type { AgentClient, Answer, StatusNow } from '@durable-goals/client';
import type { Goal, JsonObject, PendingApproval } from '@durable-goals/core';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';

/** What is offered to another assistant. */
export interface GoalsAsMcpOptions {
  readonly agents: AgentClient;
  /** The goals that it may start. */
  readonly goals: readonly Goal[];
  /** How the server names itself. @defaultValue 'durable-goals' */
  readonly name?: string;
  /** Whether the assistant may decide about calls that wait for approval. @defaultValue true */
  readonly mayDecide?: boolean;
  /** Who decides, as the record has it. @defaultValue 'mcp:' and the assistant's own name */
  readonly by?: string;
}

const conversationId = z.string().min(1).max(200).describe('As start_conversation gives it');

/**
 * Makes an MCP server that offers goals: another assistant starts them, answers their questions, and decides about calls
 * that wait. To be connected to a transport of the SDK, one server for each assistant.
 */
export function goalsAsMcpServer(options: GoalsAsMcpOptions): McpServer {
  const { agents, goals, name = 'durable-goals', mayDecide = true } = options;
  const server = new McpServer(
    { name, version: '1.0.0' },
    { instructions: instructionsFor(goals) },
  );
  const [first, ...others] = goals.map(({ id }) => id);
  if (first === undefined) throw new RangeError('There is no goal to offer. Give at least one.');
  const goal = z.enum([first, ...others]).describe('Which goal');
  const who = (): string =>
    options.by ?? `mcp:${server.server.getClientVersion()?.name ?? 'unknown'}`;

  server.registerTool(
    'start_conversation',
    {
      description:
        'Start a conversation about a goal, or find the one that runs under the id. Gives what the agent says first.',
      inputSchema: { goal, conversationId: conversationId.optional() },
    },
    async ({ goal: goalId, conversationId: id }) =>
      await told(async () => {
        const chat = await agents.start(goalId, id === undefined ? {} : { conversationId: id });
        const status = await chat.waitFor();
        const said = (await chat.messages()).findLast(({ role }) => role === 'agent');
        return { ...statusOf(status), text: said?.text ?? '' };
      }),
  );
  server.registerTool(
    'send_message',
    {
      description:
        "Answer the agent's question, or say something else. Waits until the agent needs something again.",
      inputSchema: { conversationId, text: z.string().min(1).describe('What to say') },
    },
    async ({ conversationId: id, text }) =>
      await told(async () => answered(id, await agents.conversation(id).send(text, { by: who() }))),
  );
  server.registerTool(
    'get_status',
    {
      description:
        'See how a conversation stands: what it waits for, and which calls need approval.',
      inputSchema: { conversationId },
      annotations: { readOnlyHint: true },
    },
    async ({ conversationId: id }) =>
      await told(async () => statusOf(await agents.conversation(id).status())),
  );
  server.registerTool(
    'end_conversation',
    { description: 'End a conversation.', inputSchema: { conversationId } },
    async ({ conversationId: id }) =>
      await told(async () => {
        await agents.conversation(id).end();
        return { conversationId: id, state: 'ended' };
      }),
  );
  server.registerTool(
    'run_goal',
    {
      description: 'Have a goal go on by itself, without questions, and get its final answer.',
      inputSchema: { goal, question: z.string().min(1).describe('What to find out or to do') },
    },
    async ({ goal: goalId, question }, { signal }) =>
      await told(async () => {
        const answer = await agents.run(goalId, question, { signal });
        const { conversationId: id, text, output } = answer;
        return {
          conversationId: id,
          state: 'ended',
          text,
          ...(output === undefined ? {} : { output: output as JsonObject }),
        };
      }),
  );
  if (mayDecide) addDecisions(server, agents, who);
  return server;
}

function addDecisions(
  server: McpServer,
  agents: GoalsAsMcpOptions['agents'],
  who: () => string,
): void {
  server.registerTool(
    'decide',
    {
      description:
        'Approve or reject a call that waits, as a person told you to. Names the call and the hash of what was shown.',
      inputSchema: {
        conversationId,
        callId: z.string(),
        inputHash: z.string().describe('Of the call, as it was shown'),
        decision: z.enum(['approve', 'reject']),
        reason: z.string().max(500).optional().describe('Why; the agent reads it'),
      },
      annotations: { destructiveHint: true },
    },
    async ({ conversationId: id, callId, inputHash, decision, reason }) =>
      await told(async () => {
        const chat = agents.conversation(id);
        const given = { by: who(), ...(reason === undefined ? {} : { reason }) };
        const answer =
          decision === 'approve'
            ? await chat.approve({ callId, inputHash }, given)
            : await chat.reject({ callId, inputHash }, given);
        return answered(id, answer);
      }),
  );
}

function instructionsFor(goals: readonly Goal[]): string {
  const lines = goals.map(({ id, title, description = title }) => `- ${id}: ${description}`);
  return `Agents that reach goals in conversations which outlive crashes. Start one, answer what it asks, and ask the person before you approve a call that waits.\n${lines.join('\n')}`;
}

/** What was said, and what it waits for. */
function answered(id: string, answer: Answer): JsonObject {
  const { state, text, approvals, inDoubt, waiting } = answer;
  return {
    conversationId: id,
    state,
    text,
    approvals: approvals.map(shown),
    inDoubt: inDoubt.map(({ subAgent, ...call }) => ({ ...call, ...asking(subAgent) })),
    ...(waiting === undefined ? {} : { waiting: { ...waiting } }),
  };
}

function statusOf({ conversationId: id, state, approvals, waiting, stale }: StatusNow): JsonObject {
  return {
    conversationId: id,
    state,
    approvals: approvals.map(shown),
    ...(waiting === undefined ? {} : { waiting: { ...waiting } }),
    ...(stale === undefined ? {} : { stale }),
  };
}

function shown(
  call: Pick<
    PendingApproval,
    'callId' | 'tool' | 'input' | 'inputHash' | 'effect' | 'expiresAt' | 'subAgent'
  >,
): JsonObject {
  const { callId, tool, input, inputHash, effect, expiresAt, subAgent } = call;
  return { callId, tool, input, inputHash, effect, expiresAt, ...asking(subAgent) };
}

function asking(subAgent: PendingApproval['subAgent']): JsonObject {
  return subAgent === undefined ? {} : { subAgent: { ...subAgent } };
}

/** The outcome as the protocol has it; a refusal is one that the assistant reads. */
async function told(work: () => Promise<JsonObject>): Promise<CallToolResult> {
  try {
    const structuredContent = { ...(await work()) };
    return {
      structuredContent,
      content: [{ type: 'text', text: JSON.stringify(structuredContent) }],
    };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { isError: true, content: [{ type: 'text', text }] };
  }
}
