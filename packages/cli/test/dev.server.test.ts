import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test, type TestContext } from 'vitest';
import { isAlive, run, start, temporaryFolder, type Running } from './command.js';
import { freePort, temporalCli } from './temporal.js';

const { cli, missing } = await temporalCli();

/** Goals whose one tool says which version of the file ran. */
const goalsOf = (version: string): string => `
  import { defineGoal, defineTool } from '@durable-goals/core';
  import * as z from 'zod';
  const greet = defineTool({
    name: 'Greet', description: 'Greet a person', effect: 'read', needsApproval: 'never',
    input: z.strictObject({ name: z.string().describe('Name of the person') }),
    execute: ({ name }) => ({ greeting: '${version} to ' + name }),
  });
  export const goals = [defineGoal({
    id: 'greeting', title: 'Greet a person', instructions: 'Greet a person.', tools: [greet],
    validatePrompts: false,
  })];`;

interface Dev {
  readonly folder: string;
  readonly port: number;
  readonly dev: Running;
}

async function startDev(context: TestContext, ...args: readonly string[]): Promise<Dev> {
  if (cli === undefined) return context.skip(missing);
  const folder = await temporaryFolder(context);
  const port = await freePort();
  await writeFile(join(folder, 'durable-goals.config.ts'), goalsOf('hello'));
  const env = { TEMPORAL_CLI_PATH: cli.path };
  const dev = start(['dev', '--port', String(port), ...args], { folder, env }, context);
  return { folder, port, dev };
}

/** Where the chat page is. */
function pageOf(dev: Running): string {
  return (
    /Chat page +(http:\/\/127\.0\.0\.1:\d+)/.exec(dev.stdout())?.[1] ?? 'http://nowhere.invalid'
  );
}

/** The goals that the page offers. */
async function titles(page: string): Promise<string[]> {
  const answer = await fetch(`${page}/v1/goals`);
  const { items } = (await answer.json()) as { readonly items: readonly { name: string }[] };
  return items.map(({ name }) => name);
}

/** Every process that `dev` started, by the system's own table. */
async function descendants(pid: number): Promise<number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const own = children.trim().split(/\s+/).filter(Boolean).map(Number);
  const theirs = await Promise.all(own.map(descendants));
  return [...own, ...theirs.flat()];
}

describe.concurrent('durable-goals dev', { timeout: 120_000 }, () => {
  test('starts everything, serves other commands in its folder, and leaves nothing behind', async (context) => {
    const { folder, port, dev } = await startDev(context);
    await dev.prints(/Stop +Ctrl-C/);
    expect(dev.stdout()).toContain(`http://127.0.0.1:${port + 1000}`);
    expect(dev.stdout()).toMatch(/Task Queue +agent-task-queue/);
    const page = pageOf(dev);
    expect(await (await fetch(page)).text()).toContain('<title>Durable Goals</title>');
    expect(await titles(page)).toEqual(['Greet a person']);
    expect(dev.stdout()).toMatch(/Model +The offline model: .* no language model\. Set LLM_MODEL/);

    const talk = await run(['chat', '--conversation', 'a'], { folder, input: 'Ada' }, context);
    expect(talk.stdout).toContain('tool Greet (greeting hello to Ada)');
    const { stdout } = await run(['doctor'], { folder }, context);
    expect(stdout).toMatch(/✓ Worker +'agent-task-queue' is polled by \d+@/);

    const processes = await descendants(dev.pid);
    expect(processes.length).toBeGreaterThanOrEqual(process.platform === 'linux' ? 2 : 0);
    dev.child.kill('SIGINT');
    const { code, stderr } = await dev.ended;
    expect(code).toBe(0);
    expect(stderr).toBe('Stopping.\n');
    await context.expect.poll(() => processes.filter(isAlive), { timeout: 5_000 }).toEqual([]);
    const after = await run(['chat'], { folder }, context);
    expect(after.stderr).toMatch(/^No Temporal answers at /);
  });

  test('reloads the Worker on a change, and outlives a broken edit', async (context) => {
    const { folder, dev } = await startDev(context);
    await dev.prints(/Stop +Ctrl-C/);
    const file = join(folder, 'durable-goals.config.ts');

    await writeFile(file, `${goalsOf('bye')} const = ;`);
    await dev.prints(/The module '.*' cannot be loaded/);
    const kept = await run(
      ['chat', '--goals', await copy(folder), '--conversation', 'a'],
      { folder, input: 'Ada' },
      context,
    );
    expect(kept.stdout).toContain('tool Greet (greeting hello to Ada)');

    await writeFile(
      file,
      goalsOf('good evening').replace("'Greet a person', i", "'Say good evening', i"),
    );
    await dev.prints(/'durable-goals\.config\.ts' changed; the Worker runs it now\./);
    expect(await titles(pageOf(dev))).toEqual(['Say good evening']);
    const changed = await run(['chat', '--conversation', 'b'], { folder, input: 'Ada' }, context);
    expect(changed.stdout).toContain('tool Greet (greeting good evening to Ada)');
  });

  test('starts another Worker where one was killed, and keeps conversations over a restart', async (context) => {
    const first = await startDev(context);
    await first.dev.prints(/Stop +Ctrl-C/);
    const { folder, port } = first;
    await run(['chat', '--conversation', 'a'], { folder }, context);
    const worker = await workerOf(first.dev);
    process.kill(worker, 'SIGKILL');
    await first.dev.prints(
      /The Worker ended \(SIGKILL\); another one starts\.\nThe Worker is back\./,
    );
    first.dev.child.kill('SIGTERM');
    expect((await first.dev.ended).code).toBe(0);

    const env = { TEMPORAL_CLI_PATH: cli?.path ?? '' };
    const second = start(['dev', '--port', String(port)], { folder, env }, context);
    await second.prints(/Stop +Ctrl-C/);
    const args = ['chat', '--conversation', 'a'];
    const { stdout, stderr } = await run(args, { folder, input: 'Ada' }, context);
    expect(stderr).toContain("Back in conversation 'a'.");
    expect(stdout).toContain('tool Greet (greeting hello to Ada)');
    second.child.kill('SIGINT');
    await second.ended;
  });

  test('takes the next free port when something else has the wanted one', async (context) => {
    const port = await freePort();
    const other = await listenOn(port);
    context.onTestFinished(() => void other.close());
    const { dev } = await startDev(context, '--port', String(port));
    await dev.prints(/Stop +Ctrl-C/);
    expect(dev.stdout()).not.toContain(`127.0.0.1:${port},`);
    expect(dev.stdout()).toMatch(/Temporal {5}127\.0\.0\.1:\d+, with its database/);
  });

  test('goes on into a chat, which ends it all', async (context) => {
    const { folder, dev } = await startDev(context, '--chat', '--conversation', 'a');
    await dev.prints(/^agent: /m);
    const processes = await descendants(dev.pid);
    dev.write('Ada');
    dev.child.stdin?.end();
    const { code, stdout } = await dev.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('tool Greet (greeting hello to Ada)');
    expect(await readFile(join(folder, '.durable-goals/worker.log'), 'utf8')).toBeDefined();
    await context.expect.poll(() => processes.filter(isAlive), { timeout: 5_000 }).toEqual([]);
  });
});

/** The goals as they were, for a chat to load while the file itself is broken. */
async function copy(folder: string): Promise<string> {
  const path = join(folder, 'node_modules/../.durable-goals/goals.ts');
  await writeFile(join(folder, '.durable-goals/goals.ts'), goalsOf('hello'));
  return path;
}

async function workerOf(dev: Running): Promise<number> {
  for (const pid of await descendants(dev.pid)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.split('\0').includes('worker')) return pid;
  }
  throw new Error('No Worker runs.');
}

function listenOn(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
