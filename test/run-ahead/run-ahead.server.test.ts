import { setTimeout as sleep } from 'node:timers/promises';
import { queries, updates } from '@durable-goals/core';
import { recordHistory, replayHistory } from '@durable-goals/testing';
import { expect, test } from 'vitest';
import { openServer, startWorker, withToolUnderWay } from './stage.js';

test('a Query that comes before the Workflow Task, with the same news, does not change what the conversation decides', async () => {
  const { address, client } = await openServer();
  const { chat, handle, looking, first, finishTool } = await withToolUnderWay({ address, client });

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
