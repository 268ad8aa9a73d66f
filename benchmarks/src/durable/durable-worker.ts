import { AgentPlugin, openaiModel } from '@durable-goals/activities';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { measured, quiet } from '../parts/measured-worker.js';
import { goals } from './goals.js';

const { address, taskQueue, modelUrl } = measured();
Runtime.install(quiet);
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  plugins: [new AgentPlugin({ goals, model: openaiModel({ model: 'stub', baseURL: modelUrl }) })],
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.send?.({ kind: 'ready' });
await running;
process.exit(0);
