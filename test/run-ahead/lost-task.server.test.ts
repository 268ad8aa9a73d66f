import { setTimeout as sleep } from 'node:timers/promises';
import { queries } from '@durable-goals/core';
import { recordHistory, replayHistory } from '@durable-goals/testing';
import { expect, test } from 'vitest';
import { quickClient } from '../../packages/testing/src/crash-test/quick-client.js';
import { openServer, startWorker, withToolUnderWay } from './stage.js';

test('a Query that brings the news of a Workflow Task that was lost does not change what the conversation decides', async () => {
  const { address, connection } = await openServer();
  const client = quickClient(connection);
  const { chat, handle, first, finishTool } = await withToolUnderWay(
    { address, client },
    { acceptMs: 30_000 },
  );

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
