import { AgentClient } from '@durable-goals/client';
import type { Client } from '@temporalio/client';
import type { goals } from './native.js';

export async function refundUnattended(client: Client, orderId: string): Promise<boolean> {
  const agents = new AgentClient<typeof goals>({ client });
  const { output, text } = await agents.run('refund', `Is order ${orderId} due for a refund?`, {
    conversationId: `refund-${orderId}`,
    limits: { modelCalls: 10, wallTimeMs: 600_000 },
    signal: AbortSignal.timeout(900_000),
  });
  console.log(text, output.reason);
  return output.refunded;
}

export async function refundAttended(client: Client, orderId: string): Promise<string> {
  const agents = new AgentClient<typeof goals>({ client });
  const run = await agents.startRun('refund', `Is order ${orderId} due for a refund?`);
  await run.send('The customer has called twice; be quick'); // read between two steps
  for (const call of await run.approvals()) await run.approve(call, { by: 'ada@example.com' });
  return (await run.answer()).text;
}
