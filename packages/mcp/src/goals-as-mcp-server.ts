import type { AgentClient } from '@durable-goals/client';
import type { Goal } from '@durable-goals/core';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
import {
  answered,
  conversationId,
  reached,
  standing,
  told,
  type Conversations,
} from './offered-conversation.js';
import { addDecisions } from './offered-decisions.js';

/** A goal, or what is recorded of one: its name, and what it is for. */
export type OfferedGoal = Pick<Goal, 'id' | 'title' | 'description'>;

/** What is offered to another assistant. */
export interface GoalsAsMcpOptions {
  readonly agents: AgentClient;
  /** The goals that it may start. */
  readonly goals: readonly OfferedGoal[];
  /** How the server names itself. @defaultValue 'durable-goals' */
  readonly name?: string;
  /** Whether the assistant may decide about calls that wait for approval, and settle those in doubt. @defaultValue true */
  readonly mayDecide?: boolean;
  /** Who decides, as the record has it. @defaultValue 'mcp:' and the assistant's own name */
  readonly by?: string;
  /** Whose conversations it begins; it then reaches no others. @defaultValue nobody's, and it reaches all */
  readonly owner?: string;
  /**
   * The longest that one call waits, in milliseconds. The conversation goes on after that, and `get_status` waits further.
   *
   * @defaultValue 45,000: most assistants give a call a minute.
   */
  readonly waitMs?: number;
}

/**
 * Makes an MCP server that offers goals: another assistant starts them, answers their questions, and decides about calls
 * that wait. To be connected to a transport of the SDK, one server for each assistant.
 */
export function goalsAsMcpServer(options: GoalsAsMcpOptions): McpServer {
  const { agents, goals, name = 'durable-goals', mayDecide = true, owner } = options;
  const server = new McpServer(
    { name, version: '1.0.0' },
    { instructions: instructionsFor(goals) },
  );
  const [first, ...others] = goals.map(({ id }) => id);
  if (first === undefined) throw new RangeError('There is no goal to offer. Give at least one.');
  const goal = z.enum([first, ...others]).describe(linesOf(goals).join('\n'));
  const conversations: Conversations = {
    agents,
    waitMs: options.waitMs ?? 45_000,
    ...(owner === undefined ? {} : { owner }),
    who: () => options.by ?? `mcp:${server.server.getClientVersion()?.name ?? 'unknown'}`,
  };
  addConversations(server, conversations, goal);
  if (mayDecide) addDecisions(server, conversations);
  return server;
}

type GoalName = z.ZodType<string>;

function addConversations(server: McpServer, conversations: Conversations, goal: GoalName): void {
  const { agents, waitMs, owner, who } = conversations;
  const begun = (id: string | undefined) => ({
    ...(id === undefined ? {} : { conversationId: id }),
    ...(owner === undefined ? {} : { owner }),
  });
  server.registerTool(
    'start_conversation',
    {
      description:
        'Start a conversation about a goal, or find the one that runs under the id. Gives what the agent says first.',
      inputSchema: { goal, conversationId: conversationId.optional() },
    },
    async ({ goal: goalId, conversationId: id }) =>
      await told(async () => await standing(await agents.start(goalId, begun(id)), waitMs)),
  );
  server.registerTool(
    'send_message',
    {
      description:
        "Answer the agent's question, or say something else. Waits until the agent needs something again; with state 'working' it takes longer, and get_status waits further.",
      inputSchema: { conversationId, text: z.string().min(1).describe('What to say') },
    },
    async ({ conversationId: id, text }) =>
      await told(async () => {
        const chat = await reached(conversations, id);
        return answered(id, await chat.send(text, { by: who(), timeoutMs: waitMs }));
      }),
  );
  server.registerTool(
    'get_status',
    {
      description:
        'See how a conversation stands: what was said last, what it waits for, which calls need approval or are in doubt, and what it gave in the end.',
      inputSchema: {
        conversationId,
        wait: z.boolean().optional().describe('Wait until it needs something, or is over'),
      },
      annotations: { readOnlyHint: true },
    },
    async ({ conversationId: id, wait }) =>
      await told(
        async () => await standing(await reached(conversations, id), wait === true ? waitMs : 0),
      ),
  );
  server.registerTool(
    'end_conversation',
    { description: 'End a conversation, or a run.', inputSchema: { conversationId } },
    async ({ conversationId: id }) =>
      await told(async () => {
        await (await reached(conversations, id)).end();
        return { conversationId: id, state: 'ended' };
      }),
  );
  server.registerTool(
    'run_goal',
    {
      description:
        "Have a goal go on by itself, without questions, and get its final answer. With another state than 'ended' it goes on: decide what waits for approval, or have get_status wait.",
      inputSchema: {
        goal,
        question: z.string().min(1).describe('What to find out or to do'),
        conversationId: conversationId.optional(),
      },
    },
    async ({ goal: goalId, question, conversationId: id }) =>
      await told(
        async () => await standing(await agents.startRun(goalId, question, begun(id)), waitMs),
      ),
  );
}

function instructionsFor(goals: readonly OfferedGoal[]): string {
  return `Agents that reach goals in conversations which outlive crashes. Start one, answer what it asks, and ask the person before you approve a call that waits, or say of one in doubt whether it happened.\n${linesOf(goals).join('\n')}`;
}

function linesOf(goals: readonly OfferedGoal[]): readonly string[] {
  return goals.map(({ id, title, description = title }) => `- ${id}: ${description}`);
}
