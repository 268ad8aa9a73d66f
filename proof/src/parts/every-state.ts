import { ModelFailure } from '@durable-goals/activities';
import type { Conversation } from '@durable-goals/client';
import {
  defineGoal,
  defineTool,
  signals,
  ToolFailure,
  type Json,
  type Model,
  type ModelRequest,
  type TurnState,
} from '@durable-goals/core';
import type { Client } from '@temporalio/client';
import * as z from 'zod';

/** What everything that hangs waits for, so that nothing outlives its proof. */
let releasing = new AbortController();

/** Lets go of every tool and every model call that hangs. */
export function releaseAll(): void {
  releasing.abort();
  gates.clear();
  // The next promise that is tried in this process hangs anew.
  releasing = new AbortController();
}

const gates = new Map<string, AbortController>();

function gateOf(conversationId: string): AbortController {
  const gate = gates.get(conversationId) ?? new AbortController();
  gates.set(conversationId, gate);
  return gate;
}

/** Lets go of a conversation's tools that hang, now and later: they take the Worker's places from others. */
export function release(conversationId: string): void {
  gateOf(conversationId).abort();
}

const input = z.strictObject({ note: z.string().optional() });

/** Hangs until one of the signals tells it to stop, or everything is let go. */
async function hang(...signals: readonly AbortSignal[]): Promise<string> {
  const either = AbortSignal.any([...signals, releasing.signal]);
  if (!either.aborted) {
    await new Promise<void>((resolve) =>
      either.addEventListener('abort', () => resolve(), { once: true }),
    );
  }
  return 'Waited.';
}

const tools = [
  defineTool({
    name: 'Hang',
    description: 'Waits for long',
    effect: 'read',
    needsApproval: 'never',
    timing: { startToCloseMs: 600_000 },
    input,
    execute: async (_, { signal, conversationId }) =>
      await hang(signal, gateOf(conversationId).signal),
  }),
  defineTool({
    name: 'Look',
    description: 'Looks something up',
    effect: 'read',
    needsApproval: 'never',
    input,
    execute: () => ({ found: 'something' }),
  }),
  defineTool({
    name: 'Pay',
    description: 'Pays',
    effect: 'idempotent',
    needsApproval: 'always',
    input,
    execute: () => ({ paid: true }),
  }),
  defineTool({
    name: 'Lose',
    description: 'Loses what came of it',
    effect: 'unsafe',
    needsApproval: 'never',
    input,
    execute: () => {
      throw new Error('The line went dead.');
    },
  }),
  defineTool({
    name: 'Fail',
    description: 'Fails',
    effect: 'read',
    needsApproval: 'never',
    input,
    execute: () => {
      throw new ToolFailure('There is none.');
    },
  }),
] as const;

const goal = {
  title: 'Every state',
  instructions: 'Do what is said.',
  tools,
  modelTiming: { maxAttempts: 1, startToCloseMs: 600_000 },
};

/** A goal whose conversations can be brought into every state, by a word to {@link everyStateModel}. */
export const everyStateGoal = defineGoal({ ...goal, id: 'every-state' });
/** The same, handing over to the next run after each turn. */
export const handingOverGoal = defineGoal({
  ...goal,
  id: 'handing-over',
  continueAsNewAfterTurns: 1,
});

/** What the model answers to a word of a person. */
const answers: Readonly<Record<string, Json>> = {
  tool: { response: 'I wait.', next: 'confirm', tool: 'Hang', input: {} },
  parallel: {
    response: 'I do several things.',
    next: 'confirm',
    calls: [
      { tool: 'Hang', input: {} },
      { tool: 'Look', input: {} },
      { tool: 'Pay', input: {} },
      { tool: 'Hang', input: { note: 'again' } },
    ],
  },
  pay: { response: 'May I pay?', next: 'confirm', tool: 'Pay', input: {} },
  lose: { response: 'I try.', next: 'confirm', tool: 'Lose', input: {} },
  fail: { response: 'I try.', next: 'confirm', tool: 'Fail', input: {} },
  bye: { response: 'Bye.', next: 'done' },
};

/** A model that does what the word says which a person wrote; other words it repeats. */
export const everyStateModel: Model = {
  id: 'every-state',
  async generate({ purpose, situation }: ModelRequest, { signal }) {
    const { trigger } = situation;
    const word = trigger.kind === 'message' ? trigger.text : trigger.kind;
    if (purpose === 'validate') return answer('{"valid": true}');
    if (purpose === 'summarize') return answer('People said words.');
    if (word === 'hang') {
      await hang(signal);
      signal.throwIfAborted();
    }
    if (word === 'away') throw new ModelFailure('ModelQuotaExhausted', 'The credits are used up.');
    if (word === 'down') throw new ModelFailure('ModelUnavailable', 'There is no line to it.');
    return answer(JSON.stringify(answers[word] ?? { response: `echo ${word}`, next: 'question' }));
  },
};

function answer(text: string) {
  const usage = { inputTokens: 1, outputTokens: 1 };
  return { text, finish: 'stop', usage, model: 'every-state' } as const;
}

/** How a conversation is brought into a state, and how that shows. */
export interface StateCase {
  readonly name: string;
  readonly goalId: 'every-state' | 'handing-over';
  readonly limits?: { readonly turns?: number; readonly modelCalls?: number };
  /** What is said, one after the other; only the last may take long. */
  readonly words: readonly string[];
  readonly shows: TurnState;
}

const plain = { goalId: 'every-state' } as const;

/** A way into every state that a conversation can be in while a Worker runs. */
export const stateCases: readonly StateCase[] = [
  { ...plain, name: 'awaiting a person', words: ['hello'], shows: 'awaiting-user' },
  { ...plain, name: 'planning', words: ['hang'], shows: 'working' },
  { ...plain, name: 'running a tool', words: ['tool'], shows: 'working' },
  {
    ...plain,
    name: 'running several tools beside an approval',
    words: ['parallel'],
    shows: 'awaiting-approval',
  },
  { ...plain, name: 'awaiting approval', words: ['pay'], shows: 'awaiting-approval' },
  { ...plain, name: 'in doubt', words: ['lose'], shows: 'in-doubt' },
  {
    ...plain,
    name: 'waiting for a model without credits',
    words: ['away'],
    shows: 'waiting-for-model',
  },
  {
    ...plain,
    name: 'waiting for a model that is down',
    words: ['down'],
    shows: 'waiting-for-model',
  },
  {
    ...plain,
    name: 'halted at a limit',
    limits: { turns: 1 },
    words: ['hello', 'more'],
    shows: 'awaiting-user',
  },
  { ...plain, name: 'with an approval on hold', words: ['pay', 'hang'], shows: 'working' },
  {
    ...plain,
    name: 'with an approval on hold for a model that is away',
    words: ['pay', 'away'],
    shows: 'waiting-for-model',
  },
  {
    goalId: 'handing-over',
    name: 'about to hand over to the next run',
    words: ['hello'],
    shows: 'awaiting-user',
  },
  {
    goalId: 'handing-over',
    name: 'handing over while a tool runs',
    words: ['hello', 'tool'],
    shows: 'working',
  },
];

/** Says the words of a case, and waits until the conversation shows its state. */
export async function bringInto(
  client: Client,
  chat: Conversation,
  { words, shows, name }: StateCase,
): Promise<void> {
  for (const word of words.slice(0, -1)) await chat.send(word);
  // The last one may never be answered, which is the point, so nobody waits for it.
  await client.workflow.getHandle(chat.id).signal(signals.userPrompt, words.at(-1) ?? 'hello');
  const until = Date.now() + 30_000;
  for (;;) {
    const { state, running, stale } = await chat.status();
    const isReached = state === shows && (!name.includes('tool') || running.includes('Hang'));
    if (isReached) return;
    if (Date.now() > until) {
      const whose = stale === true ? ' by what the server knows without a Worker' : '';
      throw new NotPrepared(`It is '${state}'${whose} and never was '${shows}'.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A case that could not be tried, which says nothing about what it would have shown. */
export class NotPrepared extends Error {}
