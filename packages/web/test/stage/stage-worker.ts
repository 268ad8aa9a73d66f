import { AgentPlugin } from '@durable-goals/activities';
import { localLive } from '@durable-goals/live';
import { fileResults, sqliteStore } from '@durable-goals/store';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { goals } from './stage-goals.js';
import { stageModel } from './stage-model.js';

/** The Worker of the stage, in a process of its own: tests kill it. */
const [, , address = '', taskQueue = '', folder = ''] = process.argv;

const live = localLive({ directory: `${folder}/live` });
Runtime.install({ shutdownSignals: ['SIGTERM'] });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  // A killed Worker's tasks go to the next one soon.
  stickyQueueScheduleToStartTimeout: '1s',
  plugins: [
    new AgentPlugin({
      goals,
      model: stageModel(),
      store: sqliteStore(`${folder}/conversations.db`),
      results: fileResults(`${folder}/results`),
      live,
    }),
  ],
});
const running = worker.run();
process.stdout.write('READY\n');
await running;
await connection.close();
await live.close();
process.exit(0);
