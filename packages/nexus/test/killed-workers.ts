import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AgentClient, type Conversation } from '@durable-goals/client';
import type { TestAgent } from '@durable-goals/testing';
import { Client } from '@temporalio/client';
import { startWorker, type WorkerProcess } from '../../../test/worker-process.js';
import { doneIn, endpoint, type buildGoal } from './survey.js';

/** What is left to be seen once the Workers of both sides were killed while one waited for the other. */
export interface Survived {
  readonly text: string;
  readonly done: readonly string[];
  /** Runs that the asked side has had. */
  readonly runs: readonly string[];
}

const module = fileURLToPath(new URL('survey-worker.ts', import.meta.url));

/**
 * Has a goal in one Namespace ask for one in the default Namespace, kills the Workers of both with SIGKILL while that waits for
 * approval, and goes on with other ones.
 */
export async function survivesKills(
  { environment }: Pick<TestAgent<[]>, 'environment'>,
  namespace: string,
): Promise<Survived> {
  const { address, connection, client } = environment;
  const folder = mkdtempSync(join(tmpdir(), 'survey-'));
  await connection.operatorService.createNexusEndpoint({
    spec: { name: endpoint, target: { worker: { namespace: 'default', taskQueue: 'surveyors' } } },
  });
  const begin = async (): Promise<readonly WorkerProcess[]> =>
    await Promise.all([
      startWorker(module, [address, namespace, 'builders', folder]),
      startWorker(module, [address, 'default', 'surveyors', folder]),
    ]);
  const surveys = new AgentClient({ client, taskQueue: 'surveyors' });
  const builds = new AgentClient<[typeof buildGoal]>({
    client: new Client({ connection, namespace }),
    taskQueue: 'builders',
  });
  let workers = await begin();
  try {
    const run = await builds.startRun('build', 'Build a house');
    const there = await asking(surveys);
    await Promise.all(workers.map(kill));
    workers = await begin();
    const [call] = await there.approvals();
    assert(call !== undefined, 'nothing waits');
    await there.approve(call, { by: 'bob@far.example' });
    const { text } = await run.answer();
    return { text, done: doneIn(folder), runs: await remoteRuns(surveys) };
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    rmSync(folder, { recursive: true });
  }
}

async function kill({ child }: WorkerProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The run that was asked for, once it waits for approval. */
async function asking(agents: AgentClient): Promise<Conversation> {
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    for (const id of await remoteRuns(agents)) {
      const there = agents.conversation(id);
      if ((await there.status()).state === 'awaiting-approval') return there;
    }
    await sleep(100);
  }
  throw new Error('Nothing came to wait for approval within 60 seconds.');
}

async function remoteRuns(agents: AgentClient): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { conversationId, goalId } of agents.list()) {
    if (goalId === 'survey') ids.push(conversationId);
  }
  return ids;
}
