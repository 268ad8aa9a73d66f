import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Decide, SendMessage } from '@durable-goals/core';
import { callUntil, isUsedUp, readable } from './server-errors.js';

/** How long the server may take to keep a Signal, in milliseconds. */
const signalWithinMs = 5_000;

interface Signal {
  readonly conversationId: string;
  readonly name: string;
  readonly value?: SendMessage | Decide;
}

/** Sends a Signal once. */
export async function sendSignal(
  client: Client,
  { conversationId, name, value }: Signal,
): Promise<void> {
  const values = value === undefined ? [] : [value];
  await callUntil(client, { until: Date.now() + signalWithinMs }, () =>
    client.workflow.getHandle(conversationId).signal(name, ...values),
  );
}

/** Leaves a Signal for when a Worker is back; again, when the run has had as many as the server allows. */
export async function leaveSignal(client: Client, signal: Signal): Promise<void> {
  const until = Date.now() + signalWithinMs;
  for (;;) {
    try {
      await sendSignal(client, signal);
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
