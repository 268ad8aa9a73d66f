import { setTimeout as sleep } from 'node:timers/promises';
import { AgentClient } from '@durable-goals/client';
import { queries, updates } from '@durable-goals/core';
import { recordHistory, replayHistory } from '@durable-goals/testing';
import { expect, onTestFinished, test } from 'vitest';
import { activitiesUnderControl, openServer, startWorker, taskQueue } from './stage.js';

test('a Query that comes before the Workflow Task, with the same news, does not change what the conversation decides', async () => {
  const { address, client } = await openServer();
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
