import { AgentPlugin } from '@durable-goals/activities';
import { agentSpans, turnIds } from '@durable-goals/otel';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { Worker } from '@temporalio/worker';
import { goals } from './goal.js';

const sdk = new NodeSDK({ serviceName: 'dinner-worker', idGenerator: turnIds() });
sdk.start();

const worker = await Worker.create({
  taskQueue: 'agent-task-queue',
  plugins: [new AgentPlugin({ goals, observer: agentSpans() })],
});
await worker.run();
await sdk.shutdown();
