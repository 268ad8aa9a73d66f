import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Decide, SendMessage } from '@durable-goals/core';
import { callUntil, isUsedUp, readable } from './server-errors.js';

interface Signal {
  readonly conversationId: string;
  readonly name: string;
  readonly value?: SendMessage | Decide;
}

/** How long the server may take to keep a Signal, in milliseconds. */
interface Keeping {
  readonly keepMs: number;
}

/** Sends a Signal once. */
export async function sendSignal(
  client: Client,
  { conversationId, name, value }: Signal,
  { keepMs }: Keeping,
): Promise<void> {
  const values = value === undefined ? [] : [value];
  await callUntil(client, { until: Date.now() + keepMs }, () =>
    client.workflow.getHandle(conversationId).signal(name, ...values),
  );
}

/** Leaves a Signal for when a Worker is back; again, when the run has had as many as the server allows. */
export async function leaveSignal(
  client: Client,
  signal: Signal,
  { keepMs }: Keeping,
): Promise<void> {
  const until = Date.now() + keepMs;
  for (;;) {
    try {
      await sendSignal(client, signal, { keepMs });
      return;
    } catch (error) {
      if (!isUsedUp(error) || Date.now() >= until) {
        throw readable(error, signal.conversationId, signal.value?.id);
      }
    }
    // The run hands over as soon as it has done so, a second after it began at the earliest.
    await sleep(200);
  }
}
