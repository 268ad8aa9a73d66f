import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { DevServer } from '@durable-goals/dev-server';
import { run, start, temporaryFolder, type CommandOptions, type Running } from './command.js';
import { startTemporal, temporalCli } from './temporal.js';

const { cli, missing } = await temporalCli();
let server: DevServer | undefined;

beforeAll(async () => {
  server = await startTemporal(cli);
});
afterAll(async () => {
  await server?.stop();
});

/** One unsafe tool that loses its result above 100 USD; four turns at most. */
const payGoals = `
  import { defineGoal, defineTool } from '@durable-goals/core';
  import * as z from 'zod';
  const pay = defineTool({
    name: 'Pay', description: 'Pay a person', effect: 'unsafe',
    input: z.strictObject({ amount: z.number().describe('Amount in USD') }),
    execute: ({ amount }) => {
      if (amount > 100) throw new Error('socket hang up');
      return { paid: amount };
    },
  });
  export const goals = [defineGoal({
    id: 'pay', title: 'Pay somebody', instructions: 'Pay a person.', tools: [pay],
    validatePrompts: false, limits: { turns: 2 },
  })];`;

interface Place extends CommandOptions {
  readonly worker: Running;
}

async function place(context: TestContext, model: Record<string, string> = {}): Promise<Place> {
  if (server === undefined) return context.skip(missing);
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, 'durable-goals.config.ts'), payGoals);
  const env = { TEMPORAL_ADDRESS: server.address, TEMPORAL_TASK_QUEUE: folder };
  const worker = start(['worker', '--json'], { folder, env: { ...env, ...model } }, context);
  await worker.prints(/"event":"ready"/);
  return { folder, env, worker };
}

const chat = (folder: string): string[] => ['chat', '--conversation', `c${folder.slice(-6)}`];

describe.concurrent('a chat in trouble', { timeout: 90_000 }, () => {
  test('asks whether a call in doubt happened', async (context) => {
    const at = await place(context);
    const input = ['500 USD', 'y', 'perhaps', 'yes {"paid":500}'].join('\n');
    const { code, stdout, stderr } = await run(chat(at.folder), { ...at, input }, context);
    expect(code).toBe(0);
    expect(stdout).toContain('happened? Pay {"amount":500}: ');
    expect(stdout).toContain('tool Pay (paid 500)');
    expect(stderr).toContain('Say yes if it happened, or no if it did not.');
  });

  test('says which limit stopped it, and goes on when more is granted', async (context) => {
    const at = await place(context);
    const input = ['hello', 'hello', 'hello', '/grant turns 3', '70 USD', 'y'].join('\n');
    const { code, stdout, stderr } = await run(chat(at.folder), { ...at, input }, context);
    expect(stderr).toContain('Stopped at the limit of 2 turns. /grant turns 2 goes on.');
    expect(stdout).toContain('tool Pay (paid 70)');
    expect(code).toBe(0);
  });

  test('says why it waits for the model, and /retry asks the one that was set since', async (context) => {
    const refusing = createServer((_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}');
    });
    context.onTestFinished(() => void refusing.close());
    await new Promise<void>((resolve) => {
      refusing.listen(0, '127.0.0.1', resolve);
    });
    const address = refusing.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const at = await place(context, {
      LLM_MODEL: 'some-model',
      LLM_BASE_URL: `http://127.0.0.1:${port}/v1`,
      LLM_KEY: 'sk-verysecret',
    });
    const first = await run(chat(at.folder), at, context);
    expect(first.code).toBe(3);
    expect(first.stderr).toMatch(
      /Waiting for the model: .*some-model.* Goes on at the next message, or at \/retry\./,
    );
    expect(first.stdout + first.stderr + at.worker.stderr()).not.toContain('verysecret');

    at.worker.child.kill('SIGTERM');
    expect((await at.worker.ended).code).toBe(0);
    await start(['worker'], at, context).prints(/READY/);
    const second = await run(chat(at.folder), { ...at, input: '/retry' }, context);
    expect(second.code).toBe(0);
    expect(second.stdout).toMatch(/^agent: /m);
  });
});
