import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentClient } from '@durable-goals/client';
import { readLedger } from '@durable-goals/example-event-flight-invoice';
import { createTestAgent, type TestAgent } from '@durable-goals/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invoiceModel } from './conversation/invoice-model.js';
import { tripWithLedger } from './conversation/trip.js';

const folder = mkdtempSync(join(tmpdir(), 'two-chats-'));
const ledger = join(folder, 'ledger.jsonl');
const goals = [tripWithLedger(ledger)] as const;

let agent: TestAgent<typeof goals>;
beforeAll(async () => {
  agent = await createTestAgent({ goals, model: invoiceModel, server: 'dev' });
});
afterAll(async () => {
  await agent.close();
  rmSync(folder, { recursive: true });
});

test('two chats in turn under one id make two invoices, each with a key of its own', async () => {
  for (const _ of [1, 2]) {
    const chat = await agent.start('event-flight-invoice', { conversationId: 'trip-42' });
    const [call] = (await chat.send('An invoice')).approvals;
    if (call === undefined) throw new Error('There is no approval.');
    // The same call with the same input: only the conversation is another one.
    expect(call.callId).toBe('c1');
    expect(await chat.approve(call)).toMatchObject({ state: 'ended', outcome: 'done' });
    await chat.result();
  }
  const invoices = await readLedger(ledger);
  expect(invoices).toHaveLength(2);
  const [first, second] = invoices;
  expect(first?.idempotencyKey).toMatch(/^trip-42:[0-9a-f-]{36}:c1$/);
  expect(second?.idempotencyKey).toMatch(/^trip-42:[0-9a-f-]{36}:c1$/);
  expect(second?.idempotencyKey).not.toBe(first?.idempotencyKey);
  expect(second?.reference).not.toBe(first?.reference);
});

test('a call that is tried again after its Worker was killed makes one invoice', async () => {
  const own = join(folder, 'crashed.jsonl');
  const { address } = agent.environment;
  const args = [address ?? '', 'crashing', own, join(folder, 'crashed')];
  let worker = startWorker(args);
  try {
    const { client } = agent;
    const agents = new AgentClient<typeof goals>({ client, taskQueue: 'crashing' });
    const chat = await agents.start('event-flight-invoice', { conversationId: 'trip-crash' });
    expect(await chat.waitFor()).toMatchObject({ state: 'awaiting-user' });
    const [call] = (await chat.send('An invoice')).approvals;
    if (call === undefined) throw new Error('There is no approval.');
    const killed = once(worker, 'exit');
    const answer = chat.approve(call, { by: 'ada@example.com' });
    expect(await killed).toEqual([null, 'SIGKILL']);
    expect(await readLedger(own), 'the invoice was made before the crash').toHaveLength(1);
    worker = startWorker(args);
    expect(await answer).toMatchObject({ state: 'ended', text: 'The invoice is made.' });
    const { messages } = await chat.result();
    const result = messages.findLast(({ toolResult }) => toolResult !== undefined)?.toolResult;
    const invoices = await readLedger(own);
    expect(invoices).toHaveLength(1);
    expect(result).toMatchObject({
      outcome: 'completed',
      output: { reference: invoices[0]?.reference },
    });
  } finally {
    const exited = worker.exitCode === null ? once(worker, 'exit') : undefined;
    worker.kill('SIGTERM');
    await exited;
  }
}, 60_000);

function startWorker(args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL('conversation/crashing-worker.ts', import.meta.url));
  const node = [...process.execArgv, file, ...args];
  return spawn(process.execPath, node, { stdio: ['ignore', 'ignore', 'inherit'] });
}
