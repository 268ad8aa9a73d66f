import { setTimeout as sleep } from 'node:timers/promises';
import { newStatus, type ConversationStatus } from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import type { Patience } from './ask.js';
import { callUntil, readable, type CallEnd } from './server-errors.js';

/** A status, and whether it is what was known last rather than what a Worker says now. */
export type StatusNow = ConversationStatus & { readonly stale?: true };

/**
 * What the server knows of a conversation without a Worker: whether it runs, and its goal.
 *
 * @throws `NoConversation` when there never was one.
 */
export async function staleStatus(
  client: Client,
  conversationId: string,
  { serverMs = 3_000, ...ends }: Pick<CallEnd, 'signal'> & { readonly serverMs?: number } = {},
): Promise<{ readonly status: StatusNow; readonly chainId?: string }> {
  try {
    const about = await callUntil(client, { until: Date.now() + serverMs, ...ends }, () =>
      client.workflow.getHandle(conversationId).describe(),
    );
    const goalId = about.memo?.['goalId'];
    const owner = about.memo?.['owner'];
    const chainId = about.raw.workflowExecutionInfo?.firstRunId;
    const known = newStatus({
      conversationId,
      goalId: typeof goalId === 'string' ? goalId : '',
      ...(typeof owner === 'string' ? { owner } : {}),
      state: about.status.name === 'RUNNING' ? 'working' : 'ended',
    });
    const status: StatusNow = { ...known, stale: true };
    return { status, ...(chainId ? { chainId } : {}) };
  } catch (error) {
    throw readable(error, conversationId);
  }
}

/** Waits for a server that is away. @throws `TemporalUnreachable` when it stays away. */
export async function untilServerAnswers(
  client: Client,
  conversationId: string,
  { answerMs }: Pick<Patience, 'answerMs'>,
): Promise<void> {
  const until = Date.now() + answerMs;
  for (;;) {
    try {
      await staleStatus(client, conversationId);
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(500);
    }
  }
}
