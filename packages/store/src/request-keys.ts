import type { KeyUse } from '@durable-goals/core';
import { sql, type Database } from './database.js';

/** How long the first use of a key is remembered, in milliseconds: a week. */
const rememberedMs = 7 * 24 * 3_600_000;

/** Notes the use of a key and tells the fingerprint of its first one; old ones go meanwhile. */
export async function firstUse(
  database: Database,
  { scope, key, fingerprint }: KeyUse,
): Promise<string> {
  const now = Date.now();
  const oldest = new Date(now - rememberedMs).toISOString();
  await database.write([
    sql`DELETE FROM dg_requests WHERE at < ${oldest}`,
    sql`INSERT INTO dg_requests (scope, request_key, fingerprint, at) VALUES (${scope}, ${key}, ${fingerprint}, ${new Date(now).toISOString()}) ON CONFLICT (scope, request_key) DO NOTHING`,
  ]);
  const [row] = await database.read(
    sql`SELECT fingerprint FROM dg_requests WHERE scope = ${scope} AND request_key = ${key}`,
  );
  const first = row?.['fingerprint'];
  return typeof first === 'string' ? first : fingerprint;
}
