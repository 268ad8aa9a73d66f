import { AgentPlugin } from '@durable-goals/activities';
import { defineRegistry, type Registry } from '@durable-goals/core';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { killOnce, officeGoals, officeModel } from './office.js';

/**
 * A Worker of the office in a process of its own. Takes the address, the Task Queue, the folder of records and, to be
 * killed when a goal is looked up, its id.
 */
const [address = '', taskQueue = '', folder = '', killedBy = ''] = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const registry: Registry = defineRegistry(officeGoals(folder));
const goals: Registry = {
  ...registry,
  spec(goalId) {
    if (goalId === killedBy) killOnce(folder, goalId);
    return registry.spec(goalId);
  },
};
const worker = await Worker.create({
  connection,
  taskQueue,
  plugins: [new AgentPlugin({ goals, model: officeModel(folder), showConfirm: () => false })],
});
process.once('SIGTERM', () => worker.shutdown());
process.stdout.write('READY\n');
await worker.run();
await connection.close();
