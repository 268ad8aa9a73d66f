import { AgentPlugin, openaiModel } from '@durable-goals/activities';
import { localLive } from '@durable-goals/live';
import { sqliteStore } from '@durable-goals/store';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { leakyGoal } from './leaky-goal.js';

/**
 * A Worker in a process of its own whose environment holds the canaries. Takes the address, the Task Queue, the
 * model's base URL, the store's file and the folder of the live channel.
 */
const [address = '', taskQueue = '', baseURL = '', storeFile = '', liveFolder = ''] =
  process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('DEBUG') });
const connection = await NativeConnection.connect({ address });
const store = sqliteStore(storeFile);
const live = localLive({ directory: liveFolder });
const worker = await Worker.create({
  connection,
  taskQueue,
  plugins: [
    new AgentPlugin({
      goals: [leakyGoal(process.env)],
      model: openaiModel({ model: 'leaky', baseURL, apiKey: process.env['LLM_KEY'] ?? '' }),
      store,
      live,
    }),
  ],
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.stdout.write('READY\n');
await running;
await live.close();
await store.close();
await connection.close();
