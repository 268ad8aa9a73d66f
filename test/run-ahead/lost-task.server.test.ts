import { setTimeout as sleep } from 'node:timers/promises';
import { AgentClient } from '@durable-goals/client';
import { queries, updates } from '@durable-goals/core';
import { recordHistory, replayHistory } from '@durable-goals/testing';
import { expect, onTestFinished, test } from 'vitest';
import { quickClient } from '../../packages/testing/src/crash-test/quick-client.js';
import { activitiesUnderControl, openServer, startWorker, taskQueue } from './stage.js';

test('a Query that brings the news of a Workflow Task that was lost does not change what the conversation decides', async () => {
  const { address, connection } = await openServer();
  const client = quickClient(connection);
  const { activities, finishTool } = await activitiesUnderControl(address);
  onTestFinished(() => activities.stop());
  const first = await startWorker(address);

  const agents = new AgentClient({ client, taskQueue, patience: { acceptMs: 30_000 } });
  const chat = await agents.start('look', { conversationId: 'c' });
  await chat.waitFor(['awaiting-user']);
  const handle = client.workflow.getHandle('c');
  const looking = handle.executeUpdate(updates.sendMessage, { args: [{ id: 'm1', text: 'look' }] });
  looking.catch(() => undefined);
  await activities.toolStarted;

  const second = await startWorker(address);
  // From now on it takes what is sent to it, and does nothing with that: the Query, and then the Workflow Task.
  first.kill('SIGSTOP');
  const asked = handle.query(queries.state).then(
    () => 'answered',
    () => 'not answered',
  );
  const known = chat.goal();
  await sleep(200);
  finishTool();
  await sleep(200);
  first.kill('SIGKILL');
  // The Query goes to the other Worker after a second, the Workflow Task after another, and the message is sent with that.
  const more = await chat.send('and?', { id: 'm2' });
  expect(more).toMatchObject({ turn: 2, state: 'awaiting-user' });
  expect(await asked).toBe('not answered');
  // A client of ours asks again.
  expect(await known).toMatchObject({ id: 'look' });

  const messages = await handle.query(queries.messages);
  second.kill('SIGKILL');
  await startWorker(address);
  await expect.poll(() => handle.query(queries.messages).catch(String)).toEqual(messages);
  const history = await recordHistory(client, 'c');
  await expect(replayHistory(history)).resolves.toBeUndefined();
}, 120_000);
