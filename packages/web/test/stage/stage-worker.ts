import { AgentPlugin } from '@durable-goals/activities';
import { fileResults, sqliteStore } from '@durable-goals/store';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { goals } from './stage-goals.js';
import { stageModel } from './stage-model.js';

/** The Worker of the stage, in a process of its own: tests kill it. */
const [, , address = '', taskQueue = '', folder = ''] = process.argv;

Runtime.install({ shutdownSignals: ['SIGTERM'] });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  plugins: [
    new AgentPlugin({
      goals,
      model: stageModel(),
      store: sqliteStore(`${folder}/conversations.db`),
      results: fileResults(`${folder}/results`),
    }),
  ],
});
const running = worker.run();
process.stdout.write('READY\n');
await running;
await connection.close();
process.exit(0);
