import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createAgentActivities } from '@durable-goals/activities';
import { AgentClient, endableRetries, type Patience } from '@durable-goals/client';
import { updates } from '@durable-goals/core';
import { startDevServer } from '@durable-goals/dev-server';
import { scriptedModel } from '@durable-goals/testing';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { onTestFinished } from 'vitest';
import { slowGoal } from './slow-goal.js';

const taskQueue = 'run-ahead';

/** A server of a test's own, and a way to it. */
export async function openServer() {
  const server = await startDevServer();
  onTestFinished(() => server.stop());
  const { address } = server;
  const connection = await Connection.connect({ address, interceptors: endableRetries() });
  onTestFinished(() => connection.close());
  return { address, connection, client: new Client({ connection }) };
}

/** A conversation in which a Worker for Workflows has a tool run, which ends when it is told to. */
export async function withToolUnderWay(
  { address, client }: { readonly address: string; readonly client: Client },
  patience: Partial<Patience> = {},
) {
  const { activities, finishTool } = await activitiesUnderControl(address);
  onTestFinished(() => activities.stop());
  const first = await startWorker(address);
  const agents = new AgentClient({ client, taskQueue, patience });
  const chat = await agents.start('look', { conversationId: 'c' });
  await chat.waitFor(['awaiting-user']);
  const handle = client.workflow.getHandle('c');
  const looking = handle.executeUpdate(updates.sendMessage, { args: [{ id: 'm1', text: 'look' }] });
  looking.catch(() => undefined);
  await activities.toolStarted;
  return { chat, handle, looking, first, finishTool };
}

/** A Worker for Activities only, whose tool ends when it is told to. */
async function activitiesUnderControl(address: string) {
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
