import type {
  ConversationRef,
  ConversationsQuery,
  ConversationStore,
  ConversationStatus,
  Message,
  RequestKeys,
  StoredConversation,
  StoredRecordEntry,
  RecordEntry,
} from '@durable-goals/core';
import { cursorOf, limitOf, readCursor } from './cursor.js';
import { joined, sql, type Database, type Row, type Statement } from './database.js';
import { firstUse } from './request-keys.js';
import { saving } from './saving.js';

/** A conversation store on a database that speaks SQL. */
export function sqlStore(database: Database): ConversationStore & RequestKeys {
  async function chainOf({ conversationId, chainId }: ConversationRef): Promise<string> {
    if (chainId !== undefined) return chainId;
    const [row] = await database.read(
      sql`SELECT chain_id FROM dg_conversations WHERE conversation_id = ${conversationId} ORDER BY started_at DESC, chain_id DESC LIMIT 1`,
    );
    return row === undefined ? '' : text(row, 'chain_id');
  }

  return {
    async save(update) {
      await database.write(saving(update));
    },

    async conversation(ref) {
      const chain = await chainOf(ref);
      const [row] = await database.read(
        sql`SELECT * FROM dg_conversations WHERE chain_id = ${chain} AND conversation_id = ${ref.conversationId}`,
      );
      return row === undefined ? undefined : conversationOf(row);
    },

    async conversations(query = {}) {
      const limit = limitOf(query);
      const conditions = [
        sql`1 = 1`,
        ...(query.goalId === undefined ? [] : [sql`goal_id = ${query.goalId}`]),
        ...(query.owner === undefined ? [] : [sql`owner = ${query.owner}`]),
        ...(query.state === undefined ? [] : [sql`state = ${query.state}`]),
        ...(query.conversationId === undefined
          ? []
          : [sql`conversation_id = ${query.conversationId}`]),
        ...subAgentsIn(query),
        ...(query.after === undefined ? [] : [before(query.after)]),
      ];
      const rows = await database.read(
        joined(
          [
            sql`SELECT * FROM dg_conversations WHERE `,
            joined(conditions, ' AND '),
            sql` ORDER BY started_at DESC, chain_id DESC LIMIT ${limit + 1}`,
          ],
          '',
        ),
      );
      return pageOf(rows.map(conversationOf), limit, ({ startedAt, chainId }) =>
        cursorOf(startedAt, chainId),
      );
    },

    async transcript(ref, query = {}) {
      const limit = limitOf(query);
      const { after = 0 } = query;
      const rows = await database.read(
        sql`SELECT message FROM dg_messages WHERE chain_id = ${await chainOf(ref)} AND seq > ${after} ORDER BY seq LIMIT ${limit + 1}`,
      );
      return { messages: rows.slice(0, limit).map(messageOf), more: rows.length > limit };
    },

    async toolMessage(ref, callId) {
      const [row] = await database.read(
        sql`SELECT message FROM dg_messages WHERE chain_id = ${await chainOf(ref)} AND call_id = ${callId} ORDER BY seq DESC LIMIT 1`,
      );
      return row === undefined ? undefined : messageOf(row);
    },

    async pending(query = {}) {
      const limit = limitOf(query);
      const conditions = [
        sql`waits > 0`,
        sql`parent_id IS NULL`,
        ...(query.owner === undefined ? [] : [sql`owner = ${query.owner}`]),
        ...(query.after === undefined ? [] : [after(query.after, 'updated_at')]),
      ];
      const rows = await database.read(
        joined(
          [
            sql`SELECT * FROM dg_conversations WHERE `,
            joined(conditions, ' AND '),
            sql` ORDER BY updated_at, chain_id LIMIT ${limit + 1}`,
          ],
          '',
        ),
      );
      const found = rows
        .map(conversationOf)
        .map(({ conversationId, chainId, updatedAt, status }) => {
          const { goalId, owner, approvals, inDoubt } = status;
          const whose = owner === undefined ? {} : { owner };
          return { conversationId, chainId, goalId, ...whose, approvals, inDoubt, updatedAt };
        });
      return pageOf(found, limit, ({ updatedAt, chainId }) => cursorOf(updatedAt, chainId));
    },

    async record(ref, query = {}) {
      const limit = limitOf(query);
      const chain = await chainOf(ref);
      const conditions = [
        sql`chain_id = ${chain}`,
        ...(query.after === undefined ? [] : [after(query.after, 'at', 'entry_key')]),
      ];
      const rows = await database.read(
        joined(
          [
            sql`SELECT * FROM dg_record WHERE `,
            joined(conditions, ' AND '),
            sql` ORDER BY at, entry_key LIMIT ${limit + 1}`,
          ],
          '',
        ),
      );
      return pageOf(rows.map(entryOf), limit, ({ at, key }) => cursorOf(at, key));
    },

    async forget(conversationId) {
      const chains = sql`SELECT chain_id FROM dg_conversations WHERE conversation_id = ${conversationId}`;
      await database.write([
        joined([sql`DELETE FROM dg_messages WHERE chain_id IN (`, chains, sql`)`], ''),
        sql`DELETE FROM dg_record WHERE conversation_id = ${conversationId}`,
        sql`DELETE FROM dg_results WHERE conversation_id = ${conversationId}`,
        sql`DELETE FROM dg_conversations WHERE conversation_id = ${conversationId}`,
      ]);
    },

    firstUse: async (use) => await firstUse(database, use),

    close: async () => await database.close(),
  };
}

/** Which sub-agents a list has: those that are asked for, or none. */
function subAgentsIn({ subAgentsOf, conversationId }: ConversationsQuery): readonly Statement[] {
  if (subAgentsOf !== undefined) return [sql`parent_id = ${subAgentsOf}`];
  return conversationId === undefined ? [sql`parent_id IS NULL`] : [];
}

/** Rows before a cursor, in a list that is newest first. */
function before(cursor: string): Statement {
  const [startedAt, chainId] = readCursor(cursor);
  return sql`(started_at < ${startedAt} OR (started_at = ${startedAt} AND chain_id < ${chainId}))`;
}

/** Rows after a cursor, in a list that is oldest first. */
function after(cursor: string, time: 'at' | 'updated_at', id = 'chain_id'): Statement {
  const [at, key] = readCursor(cursor);
  return { sql: `(${time} > ? OR (${time} = ? AND ${id} > ?))`, values: [at, at, key] };
}

function pageOf<Item>(
  found: readonly Item[],
  limit: number,
  cursor: (last: Item) => string,
): { readonly items: readonly Item[]; readonly next?: string } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last !== undefined ? { items, next: cursor(last) } : { items };
}

function conversationOf(row: Row): StoredConversation {
  const endedAt = row['ended_at'];
  return {
    conversationId: text(row, 'conversation_id'),
    chainId: text(row, 'chain_id'),
    startedAt: text(row, 'started_at'),
    updatedAt: text(row, 'updated_at'),
    ...(typeof endedAt === 'string' ? { endedAt } : {}),
    status: JSON.parse(text(row, 'status')) as ConversationStatus,
  };
}

function messageOf(row: Row): Message {
  return JSON.parse(text(row, 'message')) as Message;
}

function entryOf(row: Row): StoredRecordEntry {
  return {
    ...(JSON.parse(text(row, 'entry')) as RecordEntry),
    conversationId: text(row, 'conversation_id'),
    chainId: text(row, 'chain_id'),
  };
}

function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : '';
}
