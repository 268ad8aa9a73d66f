import { AgentPlugin } from '@durable-goals/activities';
import { goalsAsNexusService } from '@durable-goals/nexus';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { buildGoal, onlyTool, surveyGoal } from './survey.js';

/** A Worker in a process of its own, to be killed. Takes the address, the Namespace, the Task Queue and the folder of records. */
const [address = '', namespace = '', taskQueue = '', folder = ''] = process.argv.slice(2);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const goals = [taskQueue === 'builders' ? buildGoal : surveyGoal(folder)];
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue,
  plugins: [new AgentPlugin({ goals, model: onlyTool(folder) })],
  nexusServices: [goalsAsNexusService(goals)],
});
process.once('SIGTERM', () => worker.shutdown());
process.stdout.write('READY\n');
await worker.run();
await connection.close();
