import { hashOf, type RequestKeys } from '@durable-goals/core';
import { ApplicationFailure } from '@temporalio/common';
import type { Principal } from './auth/principal.js';
import { ProblemError } from './problems.js';

/** A request that has a key. */
export interface KeyedRequest {
  readonly key: string;
  readonly principal: Principal;
  readonly path: string;
  readonly body: unknown;
  readonly conversationId?: string | undefined;
}

/**
 * Sees to it that a key names one request only: of one person, and in one conversation. That it counts once is not seen to
 * here but in the conversation itself, which knows it.
 *
 * @throws `KeyReused`
 */
export async function checkKey(keys: Partial<RequestKeys>, request: KeyedRequest): Promise<void> {
  const { key, principal, path, body, conversationId } = request;
  const fingerprint = hashOf({ path, by: principal.id, body: body ?? null });
  const scopes = [
    `person ${principal.id}`,
    ...(conversationId === undefined ? [] : [`conversation ${conversationId}`]),
  ];
  for (const scope of scopes) {
    if ((await firstUse(keys, { scope, key, fingerprint })) !== fingerprint) {
      throw new ProblemError(
        'KeyReused',
        'The Idempotency-Key was used for another request before.',
      );
    }
  }
}

async function firstUse(
  keys: Partial<RequestKeys>,
  use: Parameters<RequestKeys['firstUse']>[0],
): Promise<string> {
  try {
    return (await keys.firstUse?.(use)) ?? use.fingerprint;
  } catch (error) {
    // Without the store a misuse goes unnoticed; the conversation still takes the key once.
    if (error instanceof ApplicationFailure && error.type === 'StoreUnavailable') {
      return use.fingerprint;
    }
    throw error;
  }
}
