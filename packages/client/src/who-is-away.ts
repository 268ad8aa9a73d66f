import type { Client } from '@temporalio/client';
import type { Patience } from './ask.js';
import { noWorker } from './refusals.js';
import { callUntil, readable } from './server-errors.js';

/** Something that nobody took. */
interface NotTaken {
  readonly conversationId: string;
  readonly name: string;
  readonly request?: { readonly id: string };
}

/** Why something was not taken in time: for want of a Worker, or of the server. */
export async function whoIsAway(
  client: Client,
  { conversationId, name, request }: NotTaken,
  { keepMs }: Pick<Patience, 'keepMs'>,
): Promise<unknown> {
  try {
    await callUntil(client, { until: Date.now() + Math.min(2_000, keepMs) }, () =>
      client.workflow.getHandle(conversationId).describe(),
    );
    return noWorker(name);
  } catch (error) {
    return readable(error, conversationId, request?.id);
  }
}
