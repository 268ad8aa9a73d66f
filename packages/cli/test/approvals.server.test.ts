import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { DevServer } from '@durable-goals/dev-server';
import { once } from 'node:events';
import {
  run,
  temporaryFolder,
  tripGoals,
  type Cleanup,
  type CommandOptions,
  type Running,
} from './command.js';
import { startTemporal, startWorker, temporalCli } from './temporal.js';

const { cli, missing } = await temporalCli();
const cleanups: (() => Promise<void> | void)[] = [];
const afterwards: Cleanup = { onTestFinished: (cleanup) => void cleanups.push(cleanup) };
let server: DevServer | undefined;
let options: CommandOptions | undefined;
let worker: Running | undefined;

beforeAll(async () => {
  server = await startTemporal(cli);
  if (server === undefined) return;
  const folder = await temporaryFolder(afterwards);
  const { address } = server;
  options = { folder, env: { TEMPORAL_ADDRESS: address } };
  worker = await startWorker(
    { folder, address, goals: tripGoals, taskQueue: 'agent-task-queue' },
    afterwards,
  );
  for (const id of ['trip-1', 'trip-2']) {
    const input = 'something in Melbourne in March';
    await run(
      ['chat', '--goals', tripGoals, '--conversation', id],
      { ...options, input },
      afterwards,
    );
  }
});
afterAll(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
  await server?.stop();
});

function place(context: TestContext): CommandOptions {
  if (options === undefined) return context.skip(missing);
  return options;
}

interface Listed {
  readonly approvals: readonly {
    readonly conversationId: string;
    readonly call: { readonly callId: string; readonly inputHash: string };
  }[];
}

async function waiting(at: CommandOptions): Promise<Listed['approvals']> {
  const { stdout } = await run(['approvals', 'list', '--json'], at);
  return (JSON.parse(stdout) as Listed).approvals;
}

describe('approvals from the command line', { timeout: 60_000 }, () => {
  test('lists what waits in every running conversation, with the whole input', async (context) => {
    const at = place(context);
    await expect.poll(() => waiting(at), { timeout: 20_000 }).toHaveLength(2);
    const { stdout, code } = await run(['approvals'], at);
    expect(code).toBe(0);
    expect(stdout).toContain('trip-1 c1  event-flight-invoice\n');
    expect(stdout).toMatch(
      / {2}FindEvents {2}hash [0-9a-f]{12}, until 20.*Z, then it is not run\n/,
    );
    expect(stdout).toContain('    city   Melbourne\n    month  March\n');
  });

  test('decides nothing from a pipe without --yes or the hash', async (context) => {
    const { code, stdout, stderr } = await run(
      ['approvals', 'approve', 'trip-1', 'c1'],
      place(context),
    );
    expect(code).toBe(1);
    expect(stdout).toContain('city   Melbourne');
    expect(stderr).toBe(
      'Nothing was decided. Add --yes, or --hash with what the list showed, to approve it.\n',
    );
  });

  test('decides nothing when the hash is that of another input', async (context) => {
    const args = ['approvals', 'approve', 'trip-1', 'c1', '--hash', '00000000'];
    const { code, stderr } = await run(args, place(context));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Call 'c1' has the hash '[0-9a-f]{12}', not '00000000': its input is not/,
    );
  });

  test('approves by hash, and says what came of it', async (context) => {
    const at = place(context);
    const found = (await waiting(at)).find(({ conversationId }) => conversationId === 'trip-1');
    const hash = found?.call.inputHash.slice(0, 8) ?? '';
    const args = [
      'approvals',
      'approve',
      'trip-1',
      'c1',
      '--hash',
      hash,
      '--by',
      'ada@example.com',
    ];
    const { code, stdout } = await run(args, at);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'Approved. FindEvents completed. The conversation is awaiting-user now.',
    );
    const again = await run(args, at);
    expect(again.code).toBe(1);
    expect(again.stderr).toBe(
      "No call 'c1' waits for approval in conversation 'trip-1'; there waits none.\n",
    );
  });

  test('rejects with a reason that the transcript keeps', async (context) => {
    const at = place(context);
    const args = ['approvals', 'reject', 'trip-2', 'c1', '--yes', '--reason', 'over budget'];
    const { code, stdout } = await run(args, at);
    expect(code).toBe(0);
    expect(stdout).toContain('Rejected. FindEvents rejected.');
    const talk = await run(['chat', '--goals', tripGoals, '--conversation', 'trip-2'], at);
    expect(talk.stdout).toContain('tool FindEvents rejected: over budget\n');
  });

  test('a conversation that is not there', async (context) => {
    const { code, stderr } = await run(
      ['approvals', 'reject', 'nope', 'c1', '--yes'],
      place(context),
    );
    expect(code).toBe(1);
    expect(stderr).toBe("No conversation 'nope' is running: it has ended or was never started.\n");
  });

  test('lists what waits as the store knows it when no Worker answers, and has it decided', async (context) => {
    const at = place(context);
    const input = 'something in Austin in December';
    await run(['chat', '--goals', tripGoals, '--conversation', 'trip-3'], { ...at, input });
    await expect.poll(() => waiting(at), { timeout: 20_000 }).toHaveLength(1);
    const ended = once(worker?.child ?? process, 'exit');
    worker?.child.kill('SIGKILL');
    await ended;
    const { code, stdout } = await run(['approvals', 'list'], at);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^trip-3 c1 {2}event-flight-invoice, as of 20\S+Z: no Worker answers\n {2}FindEvents {2}hash/,
    );
    const decided = await run(['approvals', 'approve', 'trip-3', 'c1', '--yes'], at);
    expect(decided.stdout).toContain('Approved; queued until a Worker is back.');
  });
});
