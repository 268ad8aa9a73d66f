import { AgentPlugin, modelFromEnv } from '@durable-goals/activities';
import { temporalOptions } from '@durable-goals/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { goals } from './goal.js';

const { connection, namespace, taskQueue } = temporalOptions();
const chosen = modelFromEnv(process.env); // undefined without LLM_MODEL: the offline model plans
const worker = await Worker.create({
  connection: await NativeConnection.connect(connection),
  namespace,
  taskQueue,
  plugins: [new AgentPlugin({ goals, ...(chosen && { model: chosen.model }) })],
});
console.log('The Worker polls.');
await worker.run();
