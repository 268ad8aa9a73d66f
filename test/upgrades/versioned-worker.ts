import { AgentPlugin } from '@durable-goals/activities';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { obedientModel, versionsOf } from './versions.js';

/**
 * A Worker of one deployment, in a process of its own. Takes the address, the Task Queue, the ledger,
 * which version it has, and `kept` when it keeps the older one.
 */
const [address = '', taskQueue = '', ledger = '', version = '', kept = ''] = process.argv.slice(2);
const { v1, v2 } = versionsOf(ledger);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  // No cache: each Workflow Task may go to either Worker.
  maxCachedWorkflows: 0,
  plugins: [
    new AgentPlugin({
      goals: [version === 'v1' ? v1 : v2],
      ...(kept === 'kept' ? { olderVersions: [v1] } : {}),
      model: obedientModel,
    }),
  ],
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.stdout.write('READY\n');
await running;
await connection.close();
