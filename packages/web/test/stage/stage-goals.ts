import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { goals as tripGoals } from '@durable-goals/example-event-flight-invoice';
import { defineGoal, defineTool, goalTool } from '@durable-goals/core';
import * as z from 'zod';

/** A folder in which a test says how things go on: a file that is there lets go what waits for it. */
const folder = process.env['STAGE_FOLDER'] ?? '';

async function until(file: string, signal: AbortSignal): Promise<void> {
  while (!existsSync(join(folder, file))) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const search = defineTool({
  name: 'SearchArchive',
  description: 'Search the archive, which takes a while',
  input: z.strictObject({ words: z.string(), gate: z.string() }),
  effect: 'read',
  needsApproval: 'never',
  async execute({ words, gate }, { heartbeat, signal }) {
    heartbeat({ done: 3, total: 10, message: `Reading for “${words}”` });
    await until(gate, signal);
    return {
      records: [
        { title: 'Ledger of 1887', pages: 212, url: 'https://archive.example.com/1887' },
        { title: 'Ledger of 1888', pages: 198, url: 'https://archive.example.com/1888' },
      ],
    };
  },
});

const pay = defineTool({
  name: 'PayInvoice',
  description: 'Pay an invoice',
  input: z.strictObject({
    amount: z.number().min(1).describe('Amount in US dollars'),
    account: z.string().describe('Account that it is paid to'),
    due: z.iso.date().describe('Day that it is paid on'),
    priority: z.enum(['normal', 'urgent']),
    note: z.string().optional().describe('What the receiver reads'),
  }),
  effect: 'idempotent',
  needsApproval: 'always',
  execute: ({ amount, account }) => ({ paid: true, amount, currency: 'USD', account }),
});

const wire = defineTool({
  name: 'WireMoney',
  description: 'Wire money, which two people have to approve',
  input: z.strictObject({ amount: z.number() }),
  effect: 'idempotent',
  approvals: 2,
  needsApproval: 'always',
  execute: ({ amount }) => ({ wired: amount }),
});

const launch = defineTool({
  name: 'LaunchRocket',
  description: 'Launch the rocket',
  input: z.strictObject({ pad: z.string() }),
  effect: 'unsafe',
  needsApproval: 'never',
  execute() {
    throw new Error('The line to the launch pad broke.');
  },
});

const repeat = defineTool({
  name: 'RepeatText',
  description: 'Give a text back',
  input: z.strictObject({ text: z.string() }),
  effect: 'read',
  needsApproval: 'never',
  execute: ({ text }) => ({ list: [{ text, link: text }], text }),
});

/** Nobody begins it: it pays as it is told, and has its calls decided on above. */
const payerGoal = defineGoal({
  id: 'payer',
  title: 'Pay as told',
  instructions: 'Do what you are told.',
  tools: [pay],
  validatePrompts: false,
});

const stageGoal = defineGoal({
  id: 'stage',
  title: 'Try every card',
  category: 'office',
  description: 'Search an archive, pay an invoice, wire money and launch a rocket.',
  instructions: 'Do what you are told.',
  starterPrompt: 'Say hello.',
  tools: [search, pay, wire, launch, repeat, goalTool(payerGoal, { name: 'HaveItPaid' })],
  validatePrompts: false,
  // A killed Worker is noticed soon.
  modelTiming: { heartbeatMs: 1000, retryIntervalMs: 200, maxAttempts: 3 },
});

const shortGoal = defineGoal({
  id: 'short',
  title: 'One message only',
  category: 'office',
  description: 'Answers one message, and wants to be granted more.',
  instructions: 'Do what you are told.',
  tools: [],
  limits: { turns: 1 },
  validatePrompts: false,
});

/** What the stage plays. */
export const goals = [...tripGoals, stageGoal, shortGoal];

/** Waits until a test lets go. */
export { until as untilLetGo };
