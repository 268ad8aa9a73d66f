import { AgentPlugin } from '@durable-goals/activities';
import { startTelemetry } from '@durable-goals/otel/node';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { tracedGoal, tracedModel } from './traced-goal.js';

/** A Worker in a process of its own that makes spans as its environment says. Takes the address, the Task Queue and a folder. */
const [address = '', taskQueue = '', folder = ''] = process.argv.slice(2);
const traced = { folder, secret: process.env['NOTES_TOKEN'] ?? '' };

const telemetry = await startTelemetry(process.env);
if (telemetry === undefined) throw new Error('There is nowhere to send spans.');
Runtime.install({ logger: new DefaultLogger('ERROR') });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  plugins: [
    new AgentPlugin({
      goals: [tracedGoal(traced)],
      model: tracedModel(traced),
      observer: telemetry.observer,
    }),
  ],
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.stdout.write('READY\n');
await running;
await connection.close();
await telemetry.shutdown();
