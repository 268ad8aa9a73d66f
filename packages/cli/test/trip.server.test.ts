import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import type { DevServer } from '@durable-goals/dev-server';
import {
  run,
  start,
  temporaryFolder,
  tripGoals,
  type Cleanup,
  type CommandOptions,
} from './command.js';
import { startTemporal, startWorker, temporalCli } from './temporal.js';

const { cli, missing } = await temporalCli();
const cleanups: (() => Promise<void> | void)[] = [];
const afterwards: Cleanup = { onTestFinished: (cleanup) => void cleanups.push(cleanup) };
let server: DevServer | undefined;
/** Where one Worker serves every test that does not need one, or none, of its own. */
let shared: Place | undefined;

beforeAll(async () => {
  server = await startTemporal(cli);
  if (server === undefined) return;
  shared = placeOf(server, await temporaryFolder(afterwards));
  await startWorker({ ...shared, goals: tripGoals }, afterwards);
});
afterAll(async () => {
  for (const cleanup of cleanups.toReversed()) await cleanup();
  await server?.stop();
});

const lines = [
  "I'd like to see something in Melbourne in March",
  'y',
  '',
  'the second one, please',
  'I leave from Austin',
  'yes',
  'the cheapest one',
  'my address is ada@example.com',
  'y',
];

/** A folder with a ledger, and a Task Queue. */
interface Place extends CommandOptions {
  readonly address: string;
  readonly taskQueue: string;
}

function placeOf({ address }: DevServer, folder: string): Place {
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_TASK_QUEUE: folder };
  return { folder, env, address, taskQueue: folder };
}

function sharedPlace(context: TestContext): Place {
  if (shared === undefined) return context.skip(missing);
  return shared;
}

async function ownPlace(context: TestContext): Promise<Place> {
  if (server === undefined) return context.skip(missing);
  return placeOf(server, await temporaryFolder(context));
}

const newId = (): string => `trip-${randomUUID()}`;
const chat = ['chat', '--goals', tripGoals, '--conversation'];

/** The invoices that a conversation made. */
async function ledgerOf(
  folder: string,
  id: string,
): Promise<{ idempotencyKey: string; email: string }[]> {
  const text = await readFile(join(folder, '.durable-goals/ledger.jsonl'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { idempotencyKey: string; email: string })
    .filter(({ idempotencyKey }) => idempotencyKey.startsWith(`${id}:`));
}

/** What a person sees of the tools, in order. */
function toolLines(transcript: string): string[] {
  return transcript.split('\n').filter((line) => /^(tool|approve\?) /.test(line));
}

describe.concurrent('a conversation piped into the chat', { timeout: 90_000 }, () => {
  test('books the trip: three approvals, three tools in order, an invoice at the end', async (context) => {
    const at = sharedPlace(context);
    const id = newId();
    const { code, stdout, stderr } = await run(
      [...chat, id],
      { ...at, input: lines.join('\n') },
      context,
    );
    // On a busy machine a message may be kept for a moment before the Worker takes it, and the chat says so.
    const said = stderr.replace(/^queued: .*\n/gm, '');
    expect(said).toBe(`New conversation '${id}'.\nConversation '${id}' has ended.\n`);
    expect(code).toBe(0);
    expect(toolLines(stdout)).toEqual([
      'approve? FindEvents {"city":"Melbourne","month":"March"}',
      expect.stringMatching(/^tool FindEvents \(\d+ events?\)$/),
      expect.stringMatching(
        /^approve\? SearchFlights \{"origin":"Austin","destination":"Melbourne",/,
      ),
      expect.stringMatching(/^tool SearchFlights \(\d+ results?\)$/),
      expect.stringMatching(/^approve\? CreateInvoice \{.*"email":"ada@example\.com"/),
      expect.stringMatching(/^tool CreateInvoice \(.*reference TRIP-[0-9A-F]{10}\)$/),
    ]);
    expect(stdout).toMatch(/^agent: /);
    expect(stdout).toContain(`you: ${lines[0]}\n`);
    expect(stdout).not.toContain('\u001B');
    const [invoice, ...others] = await ledgerOf(at.folder, id);
    expect(invoice?.email).toBe('ada@example.com');
    expect(others).toEqual([]);
  });

  test('ends the same way when the Worker is killed between the approval and the tool', async (context) => {
    const at = await ownPlace(context);
    const worker = await startWorker({ ...at, goals: tripGoals }, context);
    const id = newId();
    const talk = start([...chat, id], at, context);
    for (const line of lines.slice(0, -1)) talk.write(line);
    await talk.prints(/approve\? CreateInvoice/);
    worker.child.kill('SIGKILL');
    await worker.ended;
    talk.write('y');
    talk.child.stdin?.end();
    await talk.prints(/queued: no worker has taken it yet/);
    await startWorker({ ...at, goals: tripGoals }, context);
    const { code, stdout } = await talk.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tool CreateInvoice \(.*reference TRIP-[0-9A-F]{10}\)$/m);
    expect(await ledgerOf(at.folder, id)).toHaveLength(1);
  });

  test('makes two invoices when it is held twice, in turn, under one id', async (context) => {
    const at = sharedPlace(context);
    const id = newId();
    const input = lines.join('\n');
    const first = await run([...chat, id], { ...at, input }, context);
    const second = await run([...chat, id], { ...at, input }, context);
    expect([first.code, second.code]).toEqual([0, 0]);
    const ledger = await ledgerOf(at.folder, id);
    expect(new Set(ledger.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  });

  test('goes on later where its input ended, and shows what was said', async (context) => {
    const at = sharedPlace(context);
    const id = newId();
    const before = await run(
      [...chat, id],
      { ...at, input: lines.slice(0, 1).join('\n') },
      context,
    );
    expect(before.code).toBe(0);
    expect(before.stderr).toContain("'FindEvents' still waits for approval.");
    const input = ['n not now', '/status', '/end', 'too late'].join('\n');
    const after = await run([...chat, id], { ...at, input }, context);
    expect(after.code).toBe(0);
    expect(after.stdout).toContain(`you: ${lines[0]}\n`);
    expect(after.stdout).toContain('tool FindEvents rejected: not now\n');
    expect(after.stderr).toContain(
      `Conversation '${id}' about 'event-flight-invoice' is awaiting-user.`,
    );
    expect(after.stderr).toContain('1 line was not used.');
  });

  test('runs what was edited, not what was proposed', async (context) => {
    const at = sharedPlace(context);
    const id = newId();
    const input = [lines[0], 'edit month=April city="New York"'].join('\n');
    const { stdout } = await run([...chat, id], { ...at, input }, context);
    expect(stdout).toMatch(/^tool FindEvents \(\d+ events?\)$/m);
    expect(stdout).toMatch(/New York/);
  });
});

describe.concurrent('a chat without a Worker', { timeout: 90_000 }, () => {
  test('says that the message is queued, and it is answered once a Worker is back', async (context) => {
    const at = await ownPlace(context);
    const id = newId();
    const talk = start([...chat, id], { ...at, input: `${lines[0]}\n` }, context);
    await talk.prints(/queued: no worker has taken it yet/);
    await startWorker({ ...at, goals: tripGoals }, context);
    const { code, stdout } = await talk.ended;
    expect(code).toBe(0);
    expect(stdout).toContain('approve? FindEvents {"city":"Melbourne","month":"March"}');
  });

  test('gives up after its time-out with exit code 3, and the conversation is unharmed', async (context) => {
    const at = await ownPlace(context);
    const id = newId();
    const { code, stderr } = await run(
      [...chat, id, '--timeout', '4'],
      { ...at, input: 'hello' },
      context,
    );
    expect(code).toBe(3);
    expect(stderr).toContain(
      'Nothing came within 4 s; what was sent is kept and goes on by itself.',
    );
    await startWorker({ ...at, goals: tripGoals }, context);
    const later = await run([...chat, id], at, context);
    expect(later.code).toBe(0);
    expect(later.stdout).toContain('agent: ');
  });
});
