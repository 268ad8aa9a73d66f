import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentClient } from '@durable-goals/client';
import {
  defineGoal,
  defineTool,
  type Tool,
  type ToolContext,
  type Verification,
} from '@durable-goals/core';
import {
  createTestAgent,
  scriptedModel,
  type ScriptedStep,
  type TestAgent,
} from '@durable-goals/testing';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startWorker } from '../worker-process.js';

let base: TestAgent<readonly []>;
let server: TestWorkflowEnvironment;
beforeAll(async () => {
  base = await createTestAgent({ goals: [], model: scriptedModel([]), server: 'dev' });
  server = base.environment;
}, 60_000);
afterAll(async () => await base.close());

const by = 'ada@example.com';
const input = z.strictObject({});
const call = (tool: string): ScriptedStep => ({ call: tool, input: {} });
const say = { say: 'Well.' };
const rest = { title: 'Test', instructions: 'Test.', validatePrompts: false } as const;
const goalWith = (...tools: readonly Tool[]) => defineGoal({ id: 'test', ...rest, tools });
const open = (
  goal: ReturnType<typeof goalWith>,
  script: readonly ScriptedStep[],
  taskQueue: string = randomUUID(),
) => createTestAgent({ goals: [goal], model: scriptedModel([say, ...script]), server, taskQueue });

describe('an idempotency key', () => {
  test('is the same for a retry and after continue-as-new, and another for the next conversation under the same id', async () => {
    const keys: string[] = [];
    const keyed = defineTool({
      name: 'Keyed',
      description: 'k',
      effect: 'idempotent',
      needsApproval: 'always',
      timing: { retryIntervalMs: 50 },
      input,
      execute(_, { idempotencyKey, attempt }) {
        keys.push(idempotencyKey);
        if (attempt === 1) throw new Error('ECONNRESET');
        return { attempt };
      },
    });
    const goal = defineGoal({ ...goalWith(keyed), continueAsNewAfterTurns: 1 });
    const conversationId = randomUUID();
    const runs: string[] = [];
    for (let conversation = 1; conversation <= 2; conversation += 1) {
      const agent = await open(goal, [call('Keyed'), say]);
      const chat = await agent.start('test', { conversationId });
      const handle = agent.client.workflow.getHandle(conversationId);
      const { runId } = await handle.describe();
      const { approvals } = await chat.send('go');
      // The approval waits until the next run has taken over.
      await expect
        .poll(async () => (await handle.describe()).runId, { timeout: 20_000 })
        .not.toBe(runId);
      const [waiting] = approvals;
      if (waiting === undefined) throw new Error('Nothing waits.');
      expect((await chat.approve(waiting, { by })).state).toBe('awaiting-user');
      runs.push(runId);
      await chat.end();
      await chat.result();
      await agent.close();
    }
    expect(keys).toEqual(runs.flatMap((run) => Array(2).fill(`${conversationId}:${run}:c1`)));
    expect(new Set(keys).size).toBe(2);
  }, 60_000);
});

/** A tool whose attempt never says what happened. */
function lossy(
  how: (context: ToolContext) => unknown,
  verify?: () => Promise<Verification<unknown>>,
) {
  const attempts: number[] = [];
  const tool = defineTool({
    name: 'Unsafe',
    description: 'u',
    effect: 'unsafe',
    needsApproval: 'never',
    timing: { startToCloseMs: 1_500, heartbeatMs: 1_000, maxAttempts: 5 },
    input,
    execute(_, context) {
      attempts.push(context.attempt);
      return how(context);
    },
    ...(verify === undefined ? {} : { verify }),
  });
  return { tool, attempts };
}
/** Ends only when nobody waits for it any more. */
const never = ({ signal }: ToolContext) =>
  new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));

describe('an attempt of an unsafe tool of which nobody knows what it did', () => {
  test.each([
    ['a time-out after it began', never, 'It did not answer in time.'],
    ['an error that says nothing', () => Promise.reject(new Error('ECONNRESET')), 'ECONNRESET'],
    [
      'a value that is no error',
      () => Promise.reject('gone'),
      'It threw something that is no Error: "gone"',
    ],
  ])(
    'is in doubt once and for all after %s, until a person says',
    async (_, how, reason) => {
      const { tool, attempts } = lossy(how);
      const agent = await open(goalWith(tool), [call('Unsafe'), say]);
      const chat = await agent.start('test', { conversationId: randomUUID() });
      const turn = await chat.send('go');
      expect(turn).toMatchObject({ state: 'in-doubt', inDoubt: [{ callId: 'c1', reason }] });
      expect((await chat.resolve('c1', { happened: true, by })).state).toBe('awaiting-user');
      await expect(chat.resolve('c1', { happened: false, by })).rejects.toMatchObject({
        type: expect.stringMatching(/NotInDoubt|UnknownCall|AlreadyDecided/),
      });
      expect(attempts).toEqual([1]);
      await agent.close();
    },
    60_000,
  );

  test.each([
    ['completed', { happened: true, output: { paid: 5 } }],
    ['not-run', { happened: false }],
    ['in doubt', { happened: 'unknown' }],
  ] as const)(
    'is %s when the tool itself finds that out',
    async (outcome, found) => {
      const { tool, attempts } = lossy(
        () => Promise.reject(new Error('lost')),
        async () => found,
      );
      const agent = await open(goalWith(tool), [call('Unsafe'), say]);
      const chat = await agent.start('test', { conversationId: randomUUID() });
      const turn = await chat.send('go');
      if (outcome === 'in doubt') expect(turn.state).toBe('in-doubt');
      else expect(turn.tools).toMatchObject([{ callId: 'c1', outcome }]);
      expect(attempts).toEqual([1]);
      await agent.close();
    },
    60_000,
  );

  test('is in doubt when its Worker was told to stop and had no time left', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'effects-'));
    const [ledger, taskQueue] = [join(folder, 'ledger'), randomUUID()];
    const start = () =>
      startWorker(join(import.meta.dirname, 'dying-worker.ts'), [
        server.address,
        taskQueue,
        ledger,
      ]);
    const first = await start();
    const chat = await new AgentClient({ client: server.client, taskQueue }).start('pay', {
      conversationId: randomUUID(),
    });
    await chat.waitFor();
    const turn = chat.send('go');
    await expect.poll(() => existsSync(ledger), { timeout: 20_000 }).toBe(true);
    const stopping = first.stop();
    const second = await start();
    const [call] = (await turn).inDoubt;
    expect(call?.reason).toBe('The Worker that ran it was shut down before it answered.');
    expect(readFileSync(ledger, 'utf8')).toBe('1\n');
    await Promise.all([stopping, second.stop()]);
    rmSync(folder, { recursive: true });
  }, 90_000);
});

describe('a call that never began is scheduled again, be its tool unsafe', () => {
  test('after no Worker had room for it in time', async () => {
    let isRunning = false;
    let free = (): void => {};
    const slow = defineTool({
      name: 'Slow',
      description: 's',
      effect: 'read',
      needsApproval: 'never',
      input,
      execute: () =>
        new Promise((resolve) => {
          isRunning = true;
          free = () => resolve('done');
        }),
    });
    const { tool, attempts } = lossy(() => 'paid');
    const impatient = {
      ...tool,
      timing: { scheduleToCloseMs: 1_000, retryIntervalMs: 100 },
      needsApproval: 'always',
    } as const;
    const agent = await createTestAgent({
      goals: [goalWith(slow, impatient)],
      model: scriptedModel([
        say,
        {
          calls: [
            { tool: 'Slow', input: {} },
            { tool: 'Unsafe', input: {} },
          ],
        },
        say,
      ]),
      server,
      worker: { maxConcurrentActivityTaskExecutions: 1 },
    });
    const chat = await agent.start('test', { conversationId: randomUUID() });
    const sent = chat.send('go');
    await expect
      .poll(async () => (await chat.status()).running, { timeout: 20_000 })
      .toEqual(['Slow']);
    await expect.poll(() => isRunning, { timeout: 20_000 }).toBe(true);
    const [waiting] = await chat.approvals();
    if (waiting === undefined) throw new Error('Nothing waits.');
    const turn = chat.approve(waiting, { by });
    const handle = agent.client.workflow.getHandle(chat.id);
    const timeOuts = async () =>
      ((await handle.fetchHistory()).events ?? []).filter(
        (event) => event.activityTaskTimedOutEventAttributes,
      ).length;
    await expect.poll(timeOuts, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(attempts).toEqual([]);
    free();
    await sent;
    expect((await turn).tools).toMatchObject([
      { tool: 'Slow', outcome: 'completed' },
      { tool: 'Unsafe', outcome: 'completed' },
    ]);
    expect(attempts).toEqual([1]);
    await agent.close();
  }, 60_000);

  test('after it came to a Worker that does not have its goal', async () => {
    const { tool, attempts } = lossy(() => 'paid');
    const goal = goalWith({ ...tool, needsApproval: 'always', timing: { retryIntervalMs: 100 } });
    const taskQueue = randomUUID();
    const first = await open(goal, [call('Unsafe')], taskQueue);
    const chat = await first.start('test', { conversationId: randomUUID() });
    const [waiting] = (await chat.send('go')).approvals;
    if (waiting === undefined) throw new Error('Nothing waits.');
    await first.close();

    const other = defineGoal({ ...goalWith(), id: 'other' });
    const without = await createTestAgent({
      goals: [other],
      model: scriptedModel([]),
      server,
      taskQueue,
    });
    const turn = chat.approve(waiting, { by });
    const handle = without.client.workflow.getHandle(chat.id);
    const failures = async () =>
      ((await handle.fetchHistory()).events ?? []).filter(
        (event) => event.activityTaskFailedEventAttributes,
      ).length;
    await expect.poll(failures, { timeout: 20_000 }).toBeGreaterThan(0);
    await without.close();
    expect(attempts).toEqual([]);

    const second = await createTestAgent({
      goals: [goal],
      model: scriptedModel([say]),
      server,
      taskQueue,
    });
    await turn;
    await chat.waitFor(['awaiting-user'], { timeoutMs: 30_000 });
    expect(attempts).toEqual([1]);
    await second.close();
  }, 90_000);
});
