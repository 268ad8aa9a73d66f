import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createAgentActivities } from '@durable-goals/activities';
import { endableRetries } from '@durable-goals/client';
import { startDevServer } from '@durable-goals/dev-server';
import { scriptedModel } from '@durable-goals/testing';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { onTestFinished } from 'vitest';
import { slowGoal } from './slow-goal.js';

export const taskQueue = 'run-ahead';

/** A server of a test's own, and a way to it. */
export async function openServer() {
  const server = await startDevServer();
  onTestFinished(() => server.stop());
  const { address } = server;
  const connection = await Connection.connect({ address, interceptors: endableRetries() });
  onTestFinished(() => connection.close());
  return { address, connection, client: new Client({ connection }) };
}

/** A Worker for Activities only, whose tool ends when it is told to. */
export async function activitiesUnderControl(address: string) {
  let finishTool = (): void => undefined;
  let started = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finishTool = resolve));
  const toolStarted = new Promise<void>((resolve) => (started = resolve));
  const goal = slowGoal(async () => {
    started();
    await finished;
  });
  const model = scriptedModel([
    { say: 'Hello.' },
    { call: 'Look', input: {} },
    { say: 'I looked.' },
    { say: 'That is all.' },
  ]);
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    taskQueue,
    activities: createAgentActivities({ goals: [goal], model }),
  });
  const running = worker.run();
  const stop = async (): Promise<void> => {
    worker.shutdown();
    await running;
    await connection.close();
  };
  return { activities: { stop, toolStarted }, finishTool };
}

/** A Worker process for Workflows only. */
export async function startWorker(address: string): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('workflow-worker.ts', import.meta.url));
  const node = [...process.execArgv, file, address, taskQueue];
  const worker = spawn(process.execPath, node, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => void worker.kill('SIGKILL'));
  await once(worker, 'message');
  return worker;
}
