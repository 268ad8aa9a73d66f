import { AgentPlugin } from '@durable-goals/activities';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { crowdGoal, crowdModel } from '../parts/crowd.js';
import { isReady } from '../parts/is-ready.js';

/** A Worker for the crowd: address and Task Queue. It polls once it is told to serve. */
const [address = '', taskQueue = ''] = process.argv.slice(2);

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  plugins: [new AgentPlugin({ goals: [crowdGoal], model: crowdModel })],
  stickyQueueScheduleToStartTimeout: '200ms',
});
process.on('message', ({ kind }: { readonly kind: string }) => {
  if (kind === 'serve') void worker.run().then(() => process.exit(0));
});
process.once('SIGTERM', () => worker.shutdown());
isReady();
