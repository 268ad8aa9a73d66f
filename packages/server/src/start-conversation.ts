import { createHash } from 'node:crypto';
import { callUntil, type StatusNow } from '@durable-goals/client';
import { newStatus, type ConversationStatus } from '@durable-goals/core';
import { checkIdFree } from './auth/ownership.js';
import type { Principal } from './auth/principal.js';
import { checkModel } from './auth/rights.js';
import type { Services } from './services.js';

/** How a conversation is to begin. */
export interface Beginning {
  readonly goalId: string;
  readonly conversationId?: string | undefined;
  readonly model?: string | undefined;
  /** Makes it begin once. */
  readonly key?: string;
}

/**
 * Begins a conversation in the name of whoever asks, and notes it in the store, so that it can be found while no Worker runs.
 *
 * @throws `IdTaken`, `OtherGoal`, `UnknownGoal`, `NotAllowed`, `TemporalUnreachable`
 */
export async function startConversation(
  services: Services,
  principal: Principal,
  { goalId, conversationId, model, key }: Beginning,
): Promise<StatusNow> {
  const { agents, registry } = services;
  registry.spec(goalId);
  if (model !== undefined) checkModel(services, principal, model);
  const isOwned = services.authentication.kind !== 'none';
  const begin = {
    ...(isOwned ? { owner: principal.id } : {}),
    ...(model === undefined ? {} : { model }),
  };
  if (conversationId !== undefined) await checkIdFree(services, principal, conversationId);
  const keyed = conversationId ?? (key === undefined ? undefined : idFor(principal, key));
  const conversation = await agents.start(goalId, {
    ...begin,
    ...(keyed === undefined ? {} : { conversationId: keyed }),
    ...(key === undefined
      ? {}
      : conversationId === undefined
        ? { once: true as const }
        : { requestId: idFor(principal, key) }),
  });
  await noteBeginning(services, { conversationId: conversation.id, goalId, ...begin });
  return await conversation.status();
}

/** The same for the same key of the same person. */
function idFor({ id }: Principal, key: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([id, key]))
    .digest('hex');
  return `conversation-${hash.slice(0, 32)}`;
}

/** The least that is known of it, which the Worker's first word replaces. */
async function noteBeginning(
  { client, store, options }: Services,
  known: Pick<ConversationStatus, 'conversationId' | 'goalId' | 'owner' | 'model'>,
): Promise<void> {
  const { conversationId, goalId } = known;
  try {
    const { raw, startTime } = await callUntil(client, { until: Date.now() + 2_000 }, () =>
      client.workflow.getHandle(conversationId).describe(),
    );
    const chainId = raw.workflowExecutionInfo?.firstRunId;
    if (!chainId) return;
    const startedAt = startTime.toISOString();
    await store.save({
      conversationId,
      chainId,
      goalId,
      revision: 0,
      at: startedAt,
      messages: [],
      snapshot: { startedAt, status: newStatus(known) },
    });
  } catch (error) {
    // It has begun; that it is not listed yet is no reason to say otherwise.
    options.logger?.warn({ conversationId, err: error }, 'not noted in the store yet');
  }
}
