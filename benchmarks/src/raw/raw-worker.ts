import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { measured, quiet } from '../parts/measured-worker.js';
import { rawActivities } from './raw-activities.js';

const { address, taskQueue, modelUrl, codePath = '' } = measured();
Runtime.install(quiet);
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowBundle: { codePath },
  activities: rawActivities(modelUrl),
  stickyQueueScheduleToStartTimeout: '1 second',
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.send?.({ kind: 'ready' });
await running;
process.exit(0);
