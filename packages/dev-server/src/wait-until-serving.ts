import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { failures } from './failures.js';
import { accepts } from './ports.js';

const POLL_MS = 25;
const CALL_TIMEOUT_MS = 2_000;

/** The types of a search attribute, as `defineSearchAttributeKey` names them, and Temporal's numbers. */
const INDEXED_VALUE_TYPES = {
  TEXT: 1,
  KEYWORD: 2,
  INT: 3,
  DOUBLE: 4,
  BOOL: 5,
  DATETIME: 6,
  KEYWORD_LIST: 7,
} as const;

/** A search attribute to register. What `defineSearchAttributeKey` returns fits. */
export interface SearchAttribute {
  readonly name: string;
  readonly type: keyof typeof INDEXED_VALUE_TYPES;
}

/** What must be there before a dev server counts as serving. */
export interface Readiness {
  readonly ip: string;
  readonly port: number;
  readonly uiPort?: number | undefined;
  readonly namespace: string;
  readonly searchAttributes: readonly SearchAttribute[];
  /** Ends the wait; its reason is thrown. */
  readonly signal: AbortSignal;
}

/**
 * Waits until a dev server answers for its namespace, and registers the search attributes that it lacks.
 *
 * @throws The signal's reason; `SearchAttributeMismatch` when an attribute has another type already.
 */
export async function waitUntilServing(readiness: Readiness): Promise<void> {
  const { ip, port, uiPort, signal } = readiness;
  // Loaded while the server boots: it takes as long.
  const client = import('@temporalio/client');
  // Its failure is met below, not by the process.
  client.catch(() => undefined);
  // A gRPC channel that met a closed port waits a second before it tries again, so look at the port first.
  await until(() => accepts(ip, port), signal);
  const { Connection } = await client;
  const connection = Connection.lazy({
    address: `${ip}:${port}`,
    // Channels of one process share their pauses between attempts to connect; where a server at this port was
    // lost before, such a pause may be a minute long.
    channelArgs: { 'grpc.use_local_subchannel_pool': 1 },
  });
  try {
    await until(() => hasNamespace(connection, readiness.namespace), signal);
    await registerSearchAttributes(connection, readiness);
    if (uiPort !== undefined) await until(() => accepts(ip, uiPort), signal);
  } finally {
    await connection.close();
  }
}

async function until(condition: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if (await condition()) return;
    await sleep(POLL_MS);
  }
}

async function hasNamespace(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
    return true;
  } catch {
    return false;
  }
}

/** Not by the CLI's flag: that is passed over for a namespace that the database already has. */
async function registerSearchAttributes(
  connection: Connection,
  { namespace, searchAttributes, signal }: Readiness,
): Promise<void> {
  if (searchAttributes.length === 0) return;
  signal.throwIfAborted();
  const { operatorService } = connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing: Record<string, number> = {};
  for (const { name, type } of searchAttributes) {
    const has: number | undefined = customAttributes[name];
    if (has === undefined) missing[name] = INDEXED_VALUE_TYPES[type];
    else if (has !== INDEXED_VALUE_TYPES[type]) {
      throw failures.searchAttributeMismatch(name, typeName(has), type);
    }
  }
  if (Object.keys(missing).length === 0) return;
  await operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
}

function typeName(number: number): string {
  const entry = Object.entries(INDEXED_VALUE_TYPES).find(([, value]) => value === number);
  return entry?.[0] ?? `number ${number}`;
}
