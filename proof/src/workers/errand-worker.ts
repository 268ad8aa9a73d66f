import { AgentPlugin, openaiModel } from '@durable-goals/activities';
import { sqliteStore } from '@durable-goals/store';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { errandModel, errandGoal } from '../errands/goal.js';
import { openLedger } from '../errands/ledger.js';
import type { ErrandWorkerOptions } from '../errands/start-errand-worker.js';
import { isReady } from '../parts/is-ready.js';

/** A Worker for errands, as `startErrandWorker` starts it. */
const options = JSON.parse(process.argv[2] ?? '{}') as ErrandWorkerOptions;
const ledger = openLedger(options.ledger);

Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const connection = await NativeConnection.connect({ address: options.address });
const worker = await Worker.create({
  connection,
  taskQueue: options.taskQueue,
  plugins: [
    new AgentPlugin({
      goals: [errandGoal(ledger, options)],
      model:
        options.modelUrl === undefined
          ? errandModel(ledger, options)
          : openaiModel({ model: 'errands', baseURL: options.modelUrl, timeoutMs: 3_000 }),
      ...(options.store === undefined ? {} : { store: sqliteStore(options.store) }),
    }),
  ],
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
isReady();
await running;
await connection.close();
process.exit(0);
