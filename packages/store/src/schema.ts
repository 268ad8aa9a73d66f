/**
 * The schema's versions, oldest first, in SQL that SQLite and PostgreSQL both take. One that was released is never
 * changed: what is new becomes a version of its own.
 *
 * `revision` is a number of 16 digits, which takes a BIGINT in PostgreSQL; times are ISO 8601, so they sort as text.
 */
const versions: readonly (readonly string[])[] = [
  [
    `CREATE TABLE dg_conversations (
      chain_id TEXT PRIMARY KEY,
      conversation_id TEXT NOT NULL,
      goal_id TEXT NOT NULL,
      state TEXT NOT NULL,
      waits INTEGER NOT NULL,
      revision BIGINT NOT NULL,
      started_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      ended_at TEXT,
      status TEXT NOT NULL
    )`,
    `CREATE INDEX dg_conversations_by_id ON dg_conversations (conversation_id, started_at)`,
    `CREATE INDEX dg_conversations_by_start ON dg_conversations (started_at, chain_id)`,
    `CREATE INDEX dg_conversations_that_wait ON dg_conversations (updated_at, chain_id) WHERE waits > 0`,
    `CREATE TABLE dg_messages (
      chain_id TEXT NOT NULL,
      seq INTEGER NOT NULL,
      revision BIGINT NOT NULL,
      call_id TEXT,
      message TEXT NOT NULL,
      PRIMARY KEY (chain_id, seq)
    )`,
    `CREATE INDEX dg_messages_by_call ON dg_messages (chain_id, call_id) WHERE call_id IS NOT NULL`,
    `CREATE TABLE dg_record (
      chain_id TEXT NOT NULL,
      entry_key TEXT NOT NULL,
      conversation_id TEXT NOT NULL,
      at TEXT NOT NULL,
      entry TEXT NOT NULL,
      PRIMARY KEY (chain_id, entry_key)
    )`,
    `CREATE INDEX dg_record_by_time ON dg_record (chain_id, at, entry_key)`,
    `CREATE TABLE dg_results (
      conversation_id TEXT NOT NULL,
      chain_id TEXT NOT NULL,
      call_id TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      content TEXT NOT NULL,
      PRIMARY KEY (chain_id, call_id, sha256)
    )`,
    `CREATE INDEX dg_results_by_id ON dg_results (conversation_id)`,
  ],
  [
    `ALTER TABLE dg_conversations ADD COLUMN owner TEXT`,
    `CREATE INDEX dg_conversations_by_owner ON dg_conversations (owner, started_at, chain_id)`,
    `CREATE TABLE dg_requests (
      scope TEXT NOT NULL,
      request_key TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      at TEXT NOT NULL,
      PRIMARY KEY (scope, request_key)
    )`,
    `CREATE INDEX dg_requests_by_time ON dg_requests (at)`,
  ],
  [
    `ALTER TABLE dg_conversations ADD COLUMN parent_id TEXT`,
    `CREATE INDEX dg_conversations_by_parent ON dg_conversations (parent_id) WHERE parent_id IS NOT NULL`,
  ],
];

/** Where the version of the schema is kept. */
export const versionTable = `CREATE TABLE IF NOT EXISTS dg_schema (version INTEGER NOT NULL)`;

/**
 * What is left to do from a version on, the note of the new version included.
 *
 * @throws `Error` when a newer release made the schema.
 */
export function migrationFrom(version: number): readonly string[] {
  if (version > versions.length) {
    throw new Error(
      `its schema has version ${version} and this release knows ${versions.length}; update @durable-goals/store`,
    );
  }
  if (version === versions.length) return [];
  return [
    ...versions.slice(version).flat(),
    'DELETE FROM dg_schema',
    `INSERT INTO dg_schema (version) VALUES (${versions.length})`,
  ];
}
