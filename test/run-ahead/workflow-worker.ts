import { AgentPlugin } from '@durable-goals/activities';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { slowGoal } from './slow-goal.js';

/** A Worker that takes Workflow Tasks only, to be killed. Takes the address and the Task Queue, and says when it polls. */
const [address = '', taskQueue = ''] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  enableNonLocalActivities: false,
  plugins: [new AgentPlugin({ goals: [slowGoal(async () => undefined)] })],
});
process.once('disconnect', () => process.exit(0));
process.send?.('ready');
await worker.run();
