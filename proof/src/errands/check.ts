import type { Conversation } from '@durable-goals/client';
import type { Message, ToolCall } from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import { persist } from './caller.js';
import type { Entry, Ledger } from './ledger.js';

/** What has to be true of a conversation with errands once it has ended. */
export interface Done {
  readonly client: Client;
  readonly chat: Conversation;
  readonly ledger: Ledger;
  /** When patience with reading it is over, in milliseconds since the epoch. */
  readonly until: number;
  readonly errands: readonly string[];
}

/**
 * Checks a conversation: ended well, every message taken once and in order, its transcript as it is without
 * any trouble, no idempotent effect twice, none lost, and no unsafe one more than once.
 *
 * @throws naming what is not so.
 */
export async function checkErrands({ client, chat, ledger, until, errands }: Done): Promise<void> {
  const { outcome } = await chat.result();
  if (outcome !== 'done') throw new Error(`'${chat.id}' ended as '${outcome}'.`);
  await checkTasks(client, chat.id);
  // A Worker that is late is told plainly, and it is read again.
  const read = { until, count: () => undefined };
  const messages = await persist(read, `'${chat.id}'`, async () => await chat.messages());
  const seen = messages.map(lineOf);
  const wanted = transcriptOf(chat.id, errands, notPaid(messages));
  const differs = wanted.findIndex((line, index) => seen[index] !== line);
  if (differs >= 0 || seen.length !== wanted.length) {
    const index = differs < 0 ? wanted.length : differs;
    throw new Error(
      `Line ${index + 1} of '${chat.id}' is '${seen[index] ?? 'missing'}', not '${wanted[index] ?? 'nothing'}'.`,
    );
  }
  checkEffects(ledger.read(), chat.id, messages);
}

/** The transcript that the errands have, but for calls that a person said never happened. */
function transcriptOf(
  id: string,
  errands: readonly string[],
  notPaid: ReadonlySet<string>,
): readonly string[] {
  const each = errands.flatMap((errand) => [
    `user: ${errand}`,
    `agent: I look at ${errand}.`,
    `tool: Look ${errand} completed`,
    `agent: I book ${errand}.`,
    `tool: Book ${errand} completed`,
    `agent: I pay ${errand}.`,
    `tool: Pay ${errand} ${notPaid.has(errand) ? 'not-run' : 'completed'}`,
    `agent: Done: ${errand}.`,
  ]);
  return ['agent: Which errand?', ...each, `user: ${id} bye`, 'agent: Goodbye.'];
}

function lineOf({ role, text = '', toolCall, toolResult }: Message): string {
  if (toolCall === undefined) return `${role}: ${text}`;
  return `${role}: ${toolCall.tool} ${errandOf(toolCall)} ${toolResult?.outcome ?? 'open'}`;
}

function notPaid(messages: readonly Message[]): ReadonlySet<string> {
  return new Set(
    messages.flatMap(({ toolCall, toolResult }) =>
      toolCall?.tool === 'Pay' && toolResult?.outcome === 'not-run' ? [errandOf(toolCall)] : [],
    ),
  );
}

function errandOf({ input }: Pick<ToolCall, 'input'>): string {
  const { errand } = input;
  return typeof errand === 'string' ? errand : '';
}

function checkEffects(ledger: readonly Entry[], id: string, messages: readonly Message[]): void {
  const effects = ledger.filter(
    ({ kind, conversationId }) => kind === 'effect' && conversationId === id,
  );
  for (const { toolCall, toolResult } of messages) {
    if (toolCall === undefined || toolCall.tool === 'Look') continue;
    const { callId, tool } = toolCall;
    const times = effects.filter((effect) => effect.callId === callId).length;
    const wanted = toolResult?.outcome === 'completed' ? 1 : 0;
    if (times !== wanted) {
      throw new Error(
        `Call '${callId}' of '${tool}' in '${id}' had ${times} effects, and the transcript says ${wanted}.`,
      );
    }
  }
  const keys = effects.map(({ idempotencyKey }) => idempotencyKey);
  if (new Set(keys).size !== keys.length) throw new Error(`A key of '${id}' had two effects.`);
}

/** A Workflow Task that failed is a bug that Temporal retries for ever, even if it healed. */
async function checkTasks(client: Client, workflowId: string): Promise<void> {
  const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
  for (const event of events ?? []) {
    const failed = event.workflowTaskFailedEventAttributes;
    // What the server does itself when it starts again, and when a Worker is gone.
    if (failed && failed.failure?.message !== undefined && failed.failure.message !== '') {
      const harmless = /reset|UnhandledCommand|ResetSticky|ForceCloseCommand/.test(
        String(failed.failure.message),
      );
      if (!harmless) throw new Error(`A Workflow Task failed: ${failed.failure.message}`);
    }
  }
}
