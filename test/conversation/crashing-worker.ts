import { existsSync, writeFileSync } from 'node:fs';
import { AgentPlugin } from '@durable-goals/activities';
import { defineGoal, type Tool, type ToolContext } from '@durable-goals/core';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { invoiceModel } from './invoice-model.js';
import { tripWithLedger } from './trip.js';

/**
 * A Worker in a process of its own that is killed right after its first invoice is in the ledger, before
 * anybody hears of it. Takes the address, the Task Queue, the ledger, and the file that marks the crash.
 */
const [address = '', taskQueue = '', ledger = '', mark = ''] = process.argv.slice(2);
const trip = tripWithLedger(ledger);
const [, , createInvoice] = trip.tools;

const crashing: Tool = {
  ...createInvoice,
  timing: { heartbeatMs: 1_000, retryIntervalMs: 200 },
  async execute(input: never, context: ToolContext) {
    const invoice: unknown = await createInvoice.execute(input, context);
    if (!existsSync(mark)) {
      writeFileSync(mark, '');
      process.kill(process.pid, 'SIGKILL');
    }
    return invoice;
  },
};

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  plugins: [
    new AgentPlugin({
      goals: [defineGoal({ ...trip, tools: [crashing] })],
      model: invoiceModel,
    }),
  ],
});
process.once('SIGTERM', () => worker.shutdown());
await worker.run();
await connection.close();
