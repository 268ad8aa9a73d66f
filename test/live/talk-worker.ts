import { AgentPlugin } from '@durable-goals/activities';
import { localLive } from '@durable-goals/live';
import { sqliteStore } from '@durable-goals/store';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { talkGoal, talkModel } from './talk-goal.js';

/** A Worker in a process of its own. Takes the address, the Task Queue, the store's file, the live folder, and the pace. */
const [address = '', taskQueue = '', file = '', directory = '', pace = ''] = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const store = sqliteStore(file);
const live = localLive({ directory });
const worker = await Worker.create({
  connection,
  taskQueue,
  maxConcurrentActivityTaskExecutions: 200,
  plugins: [new AgentPlugin({ goals: [talkGoal], model: talkModel(Number(pace)), store, live })],
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.stdout.write('READY\n');
await running;
await live.close();
await store.close();
await connection.close();
