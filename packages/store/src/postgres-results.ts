import type { ResultStore } from '@durable-goals/core';
import { sql } from './database.js';
import { postgresDatabase, type PostgresOptions } from './postgres-database.js';
import { sha256Of, wholeOf } from './whole-result.js';

/** Keeps large results in PostgreSQL, beside the conversations of `postgresStore`. */
export function postgresResults(options: PostgresOptions): ResultStore {
  const database = postgresDatabase({ maxConnections: 2, ...options });

  async function content(reference: string): Promise<string | undefined> {
    const [chainId = '', callId = '', sha256 = ''] = parts(reference);
    const [row] = await database.read(
      sql`SELECT content FROM dg_results WHERE chain_id = ${chainId} AND call_id = ${callId} AND sha256 = ${sha256}`,
    );
    const found = row?.['content'];
    return typeof found === 'string' ? found : undefined;
  }

  return {
    async put({ conversationId, chainId, callId }, text) {
      const sha256 = sha256Of(text);
      await database.write([
        sql`INSERT INTO dg_results (conversation_id, chain_id, call_id, sha256, content) VALUES (${conversationId}, ${chainId}, ${callId}, ${sha256}, ${text}) ON CONFLICT (chain_id, call_id, sha256) DO NOTHING`,
      ]);
      return wholeOf([chainId, callId, sha256].map(encodeURIComponent).join('/'), text, sha256);
    },
    get: content,
    has: async (reference) => (await content(reference)) !== undefined,
    async forget(conversationId) {
      await database.write([sql`DELETE FROM dg_results WHERE conversation_id = ${conversationId}`]);
    },
    close: async () => await database.close(),
  };
}

function parts(reference: string): readonly string[] {
  try {
    return reference.split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}
