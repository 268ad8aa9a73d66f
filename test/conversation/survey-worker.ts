import { AgentPlugin } from '@durable-goals/activities';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { surveyGoal, surveyModel } from './survey.js';

/** A Worker for surveys in a process of its own. Takes the address, the Task Queue and the folder of attempts. */
const [address = '', taskQueue = '', folder = ''] = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  plugins: [new AgentPlugin({ goals: [surveyGoal(folder)], model: surveyModel })],
});
process.once('SIGTERM', () => worker.shutdown());
await worker.run();
await connection.close();
