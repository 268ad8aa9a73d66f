import type { Answer, Conversation } from '@durable-goals/client';
import { defineGoal } from '@durable-goals/core';
import {
  createInvoiceTool,
  findEvents,
  searchFlights,
  tripGoal,
} from '@durable-goals/example-event-flight-invoice';

/** The trip goal, with invoices in a ledger of the test's own. */
export function tripWithLedger(ledger: string) {
  const createInvoice = createInvoiceTool({ environment: () => ({ INVOICE_LEDGER: ledger }) });
  return defineGoal({ ...tripGoal, tools: [findEvents, searchFlights, createInvoice] });
}

/** A trip, line by line, as the tutorial has it: with an order for lunch in between. */
const tripLines: readonly string[] = [
  "I'd like to see events in San Francisco in March",
  'I would like to attend the San Francisco International Film Festival',
  'I would like to order two double cheeseburgers.',
  "I'm sorry. I'd like to depart from Austin, TX",
  'Yes',
  'ada@example.com',
  'Yes',
  "That's all, end conversation",
];

/** Says the lines one by one and approves every call; tells the tools that were approved, in order. */
export async function bookTrip(
  chat: Conversation,
  lines: readonly string[] = tripLines,
): Promise<{ readonly approved: readonly string[]; readonly answers: readonly Answer[] }> {
  const approved: string[] = [];
  const answers: Answer[] = [];
  for (const line of lines) {
    let answer = await chat.send(line);
    while (answer.state === 'awaiting-approval') {
      const [call] = answer.approvals;
      if (call === undefined) throw new Error('There is nothing to approve.');
      approved.push(call.tool);
      answer = await chat.approve(call, { by: 'ada@example.com' });
    }
    answers.push(answer);
    if (answer.state === 'ended') break;
  }
  return { approved, answers };
}
