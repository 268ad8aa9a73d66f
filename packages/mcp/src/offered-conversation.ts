import type { AgentClient, Answer, Conversation, StatusNow } from '@durable-goals/client';
import { lastWordsOf, type JsonObject, type PendingApproval } from '@durable-goals/core';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';

/** The id of a conversation, as all tools take it. */
export const conversationId = z.string().min(1).max(200).describe('As start_conversation gives it');

/** How conversations are reached for another assistant. */
export interface Conversations {
  readonly agents: AgentClient;
  /** Whose they are; the assistant reaches no others then. */
  readonly owner?: string;
  /** The longest that one call waits, in milliseconds. */
  readonly waitMs: number;
  /** Who the assistant is, as the record has it. */
  readonly who: () => string;
}

/** How many messages back the last words are looked for. */
const lastMessages = 20;

/** The conversation of that id. @throws `Error` in the same words for one that is not there and one of somebody else */
export async function reached({ agents, owner }: Conversations, id: string): Promise<Conversation> {
  const chat = agents.conversation(id);
  if (owner === undefined || (await chat.status()).owner === owner) return chat;
  throw new Error(`No conversation '${id}' is running. Start one with start_conversation.`);
}

/** How a conversation stands, after some time in which it may come to need something: with its last words, and its result. */
export async function standing(chat: Conversation, waitMs: number): Promise<JsonObject> {
  const status =
    waitMs === 0 ? await chat.status() : await chat.waitFor(undefined, { timeoutMs: waitMs });
  const { state, stale, lastSeq } = status;
  return {
    conversationId: chat.id,
    state,
    text: stale ? '' : await lastWords(chat, lastSeq),
    ...needed(status),
    ...(stale === undefined ? {} : { stale, note: 'No Worker answers; it goes on with the next.' }),
    ...(state === 'ended' && !stale ? await resultOf(chat) : {}),
  };
}

async function lastWords(chat: Conversation, lastSeq: number): Promise<string> {
  return lastWordsOf(await chat.messages(Math.max(0, lastSeq - lastMessages)));
}

async function resultOf(chat: Conversation): Promise<JsonObject> {
  const { outcome, output } = await chat.result();
  return { outcome, ...(output === undefined ? {} : { output: output as JsonObject }) };
}

/** What was said, and what it waits for. */
export function answered(id: string, answer: Answer): JsonObject {
  const { state, text } = answer;
  return { conversationId: id, state, text, ...needed(answer) };
}

/** What a conversation needs people for, or waits for. */
function needed({
  approvals,
  inDoubt,
  waiting,
  limit,
}: Pick<Answer | StatusNow, 'approvals' | 'inDoubt' | 'waiting' | 'limit'>): JsonObject {
  return {
    approvals: approvals.map(shown),
    inDoubt: inDoubt.map(({ subAgent, ...call }) => ({ ...call, ...asking(subAgent) })),
    ...(waiting === undefined ? {} : { waiting: { ...waiting } }),
    ...(limit === undefined ? {} : { limit: { ...limit } }),
  };
}

function shown({ approvalsNeeded, approvedBy, whenExpired, ...call }: PendingApproval): JsonObject {
  const { callId, tool, input, inputHash, effect, expiresAt, subAgent } = call;
  return {
    callId,
    tool,
    input,
    inputHash,
    effect,
    expiresAt,
    ...(whenExpired === undefined ? {} : { whenExpired }),
    ...(approvalsNeeded === undefined ? {} : { approvalsNeeded }),
    ...(approvedBy === undefined ? {} : { approvedBy: approvedBy.map((given) => ({ ...given })) }),
    ...asking(subAgent),
  };
}

function asking(subAgent: PendingApproval['subAgent']): JsonObject {
  return subAgent === undefined ? {} : { subAgent: { ...subAgent } };
}

/** The outcome as the protocol has it; a refusal is one that the assistant reads. */
export async function told(work: () => Promise<JsonObject>): Promise<CallToolResult> {
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
