import { appendFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { AgentPlugin } from '@durable-goals/activities';
import { defineGoal, defineTool, type Model, type NextStep } from '@durable-goals/core';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import * as z from 'zod';

/**
 * A Worker in a process of its own, stopped while its unsafe tool runs: it gives what runs no time to finish. Takes the
 * address, the Task Queue and the ledger of attempts.
 */
const [address = '', taskQueue = '', ledger = ''] = process.argv.slice(2);

const pay = defineTool({
  name: 'Pay',
  description: 'Pays',
  effect: 'unsafe',
  needsApproval: 'never',
  input: z.strictObject({}),
  async execute(_, { attempt, signal }) {
    appendFileSync(ledger, `${attempt}\n`);
    await setTimeout(60_000, undefined, { signal });
    return { paid: true };
  },
});
const model: Model = {
  id: 'payer',
  async generate({ situation: { trigger } }) {
    const step: NextStep =
      trigger.kind === 'message'
        ? { response: 'I pay.', next: 'confirm', tool: 'Pay', input: {} }
        : { response: 'Well.', next: 'question' };
    const usage = { inputTokens: 1, outputTokens: 1 };
    return { text: JSON.stringify(step), finish: 'stop', usage, model: 'payer' };
  },
};

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const goal = {
  id: 'pay',
  title: 'Pay',
  instructions: 'Pay.',
  validatePrompts: false,
  tools: [pay],
};
const worker = await Worker.create({
  connection,
  taskQueue,
  shutdownGraceTime: 100,
  plugins: [new AgentPlugin({ goals: [defineGoal(goal)], model })],
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.stdout.write('READY\n');
await running;
await connection.close();
