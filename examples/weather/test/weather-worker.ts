import { AgentPlugin, openaiModel } from '@durable-goals/activities';
import { defineGoal } from '@durable-goals/core';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { weatherGoal } from '../src/index.js';

/** A Worker in a process of its own, to be killed. Takes the address, the Task Queue and the model's base URL. */
const [address = '', taskQueue = '', baseURL = ''] = process.argv.slice(2);
const timing = { heartbeatMs: 1_000, retryIntervalMs: 100 };

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  plugins: [
    new AgentPlugin({
      goals: [defineGoal({ ...weatherGoal, modelTiming: timing, toolTiming: timing })],
      model: openaiModel({ model: 'weather-model', baseURL }),
    }),
  ],
});
process.once('SIGTERM', () => worker.shutdown());
process.stdout.write('READY\n');
await worker.run();
await connection.close();
