import { appendFileSync, readFileSync } from 'node:fs';
import { defineTool } from '@durable-goals/core';
import * as z from 'zod';

/** Where the tools have their effects: a line for each. */
const ledger = process.env['CRASH_LEDGER'] ?? '';
const input = z.strictObject({ to: z.string() });
const lines = (): readonly string[] => readFileSync(ledger, 'utf8').split('\n').slice(0, -1);
const write = (line: string): void => appendFileSync(ledger, `${line}\n`);
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** Keeps its promise: the same key has its effect once. */
export const bookSeat = defineTool({
  name: 'BookSeat',
  description: 'Books a seat',
  effect: 'idempotent',
  input,
  async execute({ to }, { idempotencyKey, heartbeat }) {
    heartbeat('about to book');
    await aMoment();
    if (!lines().includes(idempotencyKey)) write(idempotencyKey);
    heartbeat('booked');
    return { booked: to };
  },
});

const others = [
  /** Says that a repeat is harmless, and sends it again. */
  defineTool({
    name: 'SendMail',
    description: 'Sends a mail',
    effect: 'idempotent',
    input,
    execute({ to }) {
      write(to);
      return { sent: to };
    },
  }),
  /** Says that it only reads. */
  defineTool({
    name: 'CountVisit',
    description: 'Looks at a page',
    effect: 'read',
    input,
    execute({ to }) {
      write(to);
      return { visits: lines().length };
    },
  }),
  /** Says what it is. */
  defineTool({
    name: 'SendLetter',
    description: 'Sends a letter',
    input,
    execute({ to }) {
      write(to);
      return { sent: to };
    },
  }),
  /** Asked what came of a call, it always says that nothing did. */
  defineTool({
    name: 'PayBill',
    description: 'Pays a bill',
    input,
    execute({ to }) {
      write(to);
      return { paid: to };
    },
    verify: async () => ({ happened: false }),
  }),
  /** Does nothing that anybody could see. */
  defineTool({
    name: 'Pretend',
    description: 'Pretends to do something',
    input,
    execute: ({ to }) => ({ done: to }),
  }),
];

export default { id: 'tools', title: 'Tools', tools: others };
