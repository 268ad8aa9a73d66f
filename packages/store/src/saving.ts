import { newStatus, type ConversationUpdate, type Message } from '@durable-goals/core';
import { sql, type Statement } from './database.js';

/** The statements that take an update in, to be run together. */
export function saving(update: ConversationUpdate): readonly Statement[] {
  const { chainId, conversationId, revision, snapshot, messages, record = [] } = update;
  return [
    ...messages.map((message) => savingMessage(update, message)),
    snapshot === undefined ? touching(update) : savingSnapshot(update, snapshot),
    // A Worker may have died before the server heard of what it wrote: what came of that is taken back.
    ...(snapshot === undefined
      ? []
      : [
          sql`DELETE FROM dg_messages WHERE chain_id = ${chainId} AND seq > ${snapshot.status.lastSeq} AND revision < ${revision}`,
        ]),
    ...record.map(
      (entry) =>
        sql`INSERT INTO dg_record (chain_id, entry_key, conversation_id, at, entry) VALUES (${chainId}, ${entry.key}, ${conversationId}, ${entry.at}, ${JSON.stringify(entry)}) ON CONFLICT (chain_id, entry_key) DO NOTHING`,
    ),
  ];
}

function savingMessage({ chainId, revision }: ConversationUpdate, message: Message): Statement {
  const callId = message.toolResult?.callId ?? null;
  return sql`INSERT INTO dg_messages (chain_id, seq, revision, call_id, message) VALUES (${chainId}, ${message.seq}, ${revision}, ${callId}, ${JSON.stringify(message)}) ON CONFLICT (chain_id, seq) DO UPDATE SET revision = excluded.revision, call_id = excluded.call_id, message = excluded.message WHERE excluded.revision >= dg_messages.revision`;
}

function savingSnapshot(
  { chainId, conversationId, revision, at }: ConversationUpdate,
  { startedAt, status }: NonNullable<ConversationUpdate['snapshot']>,
): Statement {
  const waits = status.approvals.length + status.inDoubt.length;
  const endedAt = status.state === 'ended' ? at : null;
  return sql`INSERT INTO dg_conversations (chain_id, conversation_id, goal_id, owner, parent_id, state, waits, revision, started_at, updated_at, ended_at, status) VALUES (${chainId}, ${conversationId}, ${status.goalId}, ${status.owner ?? null}, ${status.parent?.conversationId ?? null}, ${status.state}, ${waits}, ${revision}, ${startedAt}, ${at}, ${endedAt}, ${JSON.stringify(status)}) ON CONFLICT (chain_id) DO UPDATE SET goal_id = excluded.goal_id, owner = excluded.owner, parent_id = excluded.parent_id, state = excluded.state, waits = excluded.waits, revision = excluded.revision, started_at = excluded.started_at, updated_at = excluded.updated_at, ended_at = excluded.ended_at, status = excluded.status WHERE excluded.revision >= dg_conversations.revision`;
}

/** A writer who knows messages only: the conversation is there, and something happened in it. */
function touching({
  chainId,
  conversationId,
  goalId,
  at,
  messages,
}: ConversationUpdate): Statement {
  const [first] = messages;
  const status = newStatus({
    conversationId,
    goalId,
    turn: messages.at(-1)?.turn ?? 0,
    lastSeq: messages.at(-1)?.seq ?? 0,
  });
  return sql`INSERT INTO dg_conversations (chain_id, conversation_id, goal_id, state, waits, revision, started_at, updated_at, ended_at, status) VALUES (${chainId}, ${conversationId}, ${goalId}, ${'working'}, ${0}, ${0}, ${first?.at ?? at}, ${at}, ${null}, ${JSON.stringify(status)}) ON CONFLICT (chain_id) DO UPDATE SET updated_at = excluded.updated_at WHERE excluded.updated_at > dg_conversations.updated_at`;
}
