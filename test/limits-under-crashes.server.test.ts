import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AgentClient } from '@durable-goals/client';
import { createTestAgent } from '@durable-goals/testing';
import { expect, test } from 'vitest';
import { callsIn, watched } from './conversation/killed-in-a-call.js';

test('a Worker that is killed in the middle of model calls cannot make more than the limit', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'limits-'));
  const calls = join(folder, 'calls');
  const agent = await createTestAgent({ goals: [watched], server: 'dev' });
  const args = [agent.environment.address ?? '', 'killed', calls, '2'];
  let worker = startWorker(args);
  try {
    const { client } = agent;
    const agents = new AgentClient<readonly [typeof watched]>({ client, taskQueue: 'killed' });
    const limits = { modelCalls: 5 };
    const chat = await agents.start('watched', { limits });
    for (const lost of [1, 2]) {
      expect(await once(worker, 'exit')).toEqual([null, 'SIGKILL']);
      expect(callsIn(calls), 'a call was under way').toHaveLength(lost);
      worker = startWorker(args);
    }
    expect(await chat.waitFor()).toMatchObject({
      state: 'awaiting-user',
      usage: { modelCalls: 3 },
    });
    expect(await chat.send('one')).toMatchObject({ state: 'awaiting-user', text: 'Go on.' });
    const stopped = await chat.send('two');
    expect(stopped).toMatchObject({ limit: { limit: 'modelCalls', max: 5 } });
    expect(callsIn(calls)).toEqual(['plan', 'plan', 'plan', 'validate', 'plan']);

    // The last call checks the message; the step waits, and does not check it again.
    expect(await chat.grant({ modelCalls: 1 })).toMatchObject({ limit: { max: 6 } });
    expect(await chat.grant({ modelCalls: 1 })).toMatchObject({ text: 'Go on.' });
    expect(callsIn(calls).slice(5)).toEqual(['validate', 'plan']);
    expect((await chat.usage()).modelCalls).toBe(7);
  } finally {
    const exited = worker.exitCode === null ? once(worker, 'exit') : undefined;
    worker.kill('SIGTERM');
    await exited;
    await agent.close();
    rmSync(folder, { recursive: true });
  }
}, 120_000);

function startWorker(args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL('conversation/killed-in-a-call.ts', import.meta.url));
  const node = [...process.execArgv, file, ...args];
  return spawn(process.execPath, node, { stdio: ['ignore', 'inherit', 'inherit'] });
}
