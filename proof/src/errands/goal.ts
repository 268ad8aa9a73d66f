import { setTimeout as sleep } from 'node:timers/promises';
import {
  defineGoal,
  defineTool,
  type Effect,
  type Model,
  type ModelRequest,
  type NextStep,
  type ToolContext,
} from '@durable-goals/core';
import * as z from 'zod';
import type { Ledger } from './ledger.js';

/** How long what an errand is made of takes, in milliseconds. */
export interface Pace {
  readonly modelMs: number;
  /** Its effect comes after a quarter. */
  readonly toolMs: number;
  /** Silence after which a call counts as lost, in milliseconds. @defaultValue 2,000 */
  readonly heartbeatMs?: number;
  /** Tools do not heed that they are to stop. */
  readonly deaf?: boolean;
  /** How long a person has to approve a booking, in milliseconds. @defaultValue a day */
  readonly approvalExpiresAfterMs?: number;
}

/**
 * A goal for a message each: looks something up, books it once a person approved that, and pays for it. The three
 * tools are `read`, `idempotent` and `unsafe`, and each tells the ledger what it does.
 */
export function errandGoal(
  ledger: Ledger,
  {
    toolMs,
    deaf = false,
    approvalExpiresAfterMs = 86_400_000,
    heartbeatMs = 2_000,
  }: Omit<Pace, 'modelMs'>,
) {
  const tool = (name: string, effect: Effect, needsApproval: 'always' | 'never') =>
    defineTool({
      name,
      description: `${name} of an errand`,
      effect,
      needsApproval,
      approvalExpiresAfterMs,
      input: z.strictObject({ errand: z.string() }),
      timing: { heartbeatMs, retryIntervalMs: 200, startToCloseMs: 60_000 },
      async execute({ errand }, context) {
        await act(context, name, effect);
        return { errand };
      },
    });

  async function act(context: ToolContext, tool: string, effect: Effect): Promise<void> {
    const { conversationId, callId, idempotencyKey, signal } = context;
    const about = { conversationId, tool, callId, idempotencyKey };
    ledger.write({ kind: 'tool-begun', ...about });
    await sleep(toolMs / 4, undefined, deaf ? {} : { signal });
    const happens =
      effect === 'unsafe' || (effect === 'idempotent' && ledger.claim(idempotencyKey));
    if (happens) ledger.write({ kind: 'effect', ...about });
    await sleep((toolMs * 3) / 4, undefined, deaf ? {} : { signal });
    ledger.write({ kind: 'tool-ended', ...about });
  }

  return defineGoal({
    id: 'errands',
    title: 'Errands',
    instructions: 'Look, book and pay.',
    validatePrompts: false,
    tools: [
      tool('Look', 'read', 'never'),
      tool('Book', 'idempotent', 'always'),
      tool('Pay', 'unsafe', 'never'),
    ],
    // A message that comes while the model is waited for takes the place of the greeting.
    modelTiming: { heartbeatMs, maxAttempts: 100, retryIntervalMs: 200, maxRetryIntervalMs: 1_000 },
  });
}

/** A model that plans errands. It keeps nothing between its calls, so any Worker's goes on for any other's. */
export function errandModel(ledger: Ledger, { modelMs }: Pick<Pace, 'modelMs'>): Model {
  return {
    id: 'errands',
    async generate(request, { signal }) {
      const conversationId = nameIn(request);
      ledger.write({ kind: 'model-begun', conversationId });
      await sleep(modelMs, undefined, { signal });
      ledger.write({ kind: 'model-ended', conversationId });
      const text = JSON.stringify(stepAfter(happenedIn(request)));
      const usage = { inputTokens: 10, outputTokens: 5 };
      return { text, finish: 'stop', usage, model: 'errands' };
    },
  };
}

/** What happened last in a conversation with errands. */
export type Happened =
  | { readonly kind: 'start' }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'result'; readonly tool: string; readonly errand: string };

/** What the agent does next: the whole of its mind. */
export function stepAfter(happened: Happened): NextStep {
  if (happened.kind === 'start') return { response: 'Which errand?', next: 'question' };
  if (happened.kind === 'message') {
    const { text } = happened;
    if (text.includes(' note ')) return { response: `Noted: ${text}.`, next: 'question' };
    if (text.endsWith('bye')) return { response: 'Goodbye.', next: 'done' };
    const input = { errand: text };
    return { response: `I look at ${text}.`, next: 'confirm', tool: 'Look', input };
  }
  const { errand, tool } = happened;
  switch (tool) {
    case 'Look':
      return { response: `I book ${errand}.`, next: 'confirm', tool: 'Book', input: { errand } };
    case 'Book':
      return { response: `I pay ${errand}.`, next: 'confirm', tool: 'Pay', input: { errand } };
    default:
      return { response: `Done: ${errand}.`, next: 'question' };
  }
}

function happenedIn({ situation: { trigger, transcript } }: ModelRequest): Happened {
  if (trigger.kind === 'message') return trigger;
  const last = transcript.findLast(({ role }) => role === 'tool');
  if (trigger.kind === 'start' || last?.role !== 'tool') return { kind: 'start' };
  const { errand } = last.input;
  return {
    kind: 'result',
    tool: last.tool,
    errand: typeof errand === 'string' ? errand : '',
  };
}

/** The conversation that an errand belongs to: its first word. */
function nameIn({ situation: { transcript } }: ModelRequest): string {
  const said = transcript.findLast(({ role }) => role === 'user');
  return said?.role === 'user' ? (said.text.split(' ')[0] ?? '') : '';
}
