import { fileURLToPath } from 'node:url';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { AiSdkPlugin } from '@temporalio/ai-sdk';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';

const { address, taskQueue, modelUrl } = JSON.parse(process.argv[2] ?? '{}');
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  shutdownSignals: [],
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});
process.once('disconnect', () => process.exit(0));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ usage: { cpuMs: (user + system) / 1_000 } });
});
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowsPath: fileURLToPath(new URL('workflow.js', import.meta.url)),
  stickyQueueScheduleToStartTimeout: '1 second',
  plugins: [
    new AiSdkPlugin({
      modelProvider: createOpenAICompatible({ name: 'stub', baseURL: modelUrl, apiKey: 'none' }),
    }),
  ],
});
process.once('SIGTERM', () => worker.shutdown());
const running = worker.run();
process.send({ kind: 'ready' });
await running;
process.exit(0);
