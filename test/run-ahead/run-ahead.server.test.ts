import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createAgentActivities } from '@durable-goals/activities';
import { AgentClient, endableRetries } from '@durable-goals/client';
import { queries, updates } from '@durable-goals/core';
import { startDevServer } from '@durable-goals/dev-server';
import { recordHistory, replayHistory, scriptedModel } from '@durable-goals/testing';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, onTestFinished, test } from 'vitest';
import { slowGoal } from './slow-goal.js';

const taskQueue = 'run-ahead';

test('a Query that comes before the Workflow Task, with the same news, does not change what the conversation decides', async () => {
  const server = await startDevServer();
  onTestFinished(() => server.stop());
  const { address } = server;
  const connection = await Connection.connect({ address, interceptors: endableRetries() });
  onTestFinished(() => connection.close());
  const client = new Client({ connection });
  const { activities, finishTool } = await activitiesUnderControl(address);
  onTestFinished(() => activities.stop());
  const first = await startWorker(address);

  const chat = await new AgentClient({ client, taskQueue }).start('look', { conversationId: 'c' });
  await chat.waitFor(['awaiting-user']);
  const handle = client.workflow.getHandle('c');
  const looking = handle.executeUpdate(updates.sendMessage, { args: [{ id: 'm1', text: 'look' }] });
  looking.catch(() => undefined);
  await activities.toolStarted;

  const second = await startWorker(address);
  first.kill('SIGKILL');
  // It waits for the dead Worker's sticky queue, and is given to the other one with all that came meanwhile.
  const asked = handle.query(queries.state).then(
    () => 'answered',
    () => 'not answered',
  );
  await sleep(400);
  finishTool();
  await sleep(100);
  const more = handle.executeUpdate(updates.sendMessage, { args: [{ id: 'm2', text: 'and?' }] });
  await Promise.all([looking, more]);
  expect(await asked).toBe('not answered');
  expect((await chat.status()).state).toBe('awaiting-user');
  second.kill('SIGKILL');
  const history = await recordHistory(client, 'c');
  await expect(replayHistory(history)).resolves.toBeUndefined();
}, 120_000);

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

async function startWorker(address: string): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('workflow-worker.ts', import.meta.url));
  const node = [...process.execArgv, file, address, taskQueue];
  const worker = spawn(process.execPath, node, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onTestFinished(() => void worker.kill('SIGKILL'));
  await once(worker, 'message');
  return worker;
}
