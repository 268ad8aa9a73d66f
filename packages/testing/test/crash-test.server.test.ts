import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevServer, type DevServer } from '@durable-goals/dev-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  crashTest,
  CrashTestFailed,
  type CrashReport,
  type CrashTestOptions,
} from '../src/index.js';

let folder: string;
let ledger: string;
let server: DevServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-test-'));
  server = await startDevServer();
});
beforeEach(async () => {
  ledger = join(folder, 'ledger');
  await writeFile(ledger, '');
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const crash = (tool: string, more: Partial<CrashTestOptions> = {}): Promise<CrashReport> =>
  crashTest({
    module: new URL('./crash-test/tools.ts', import.meta.url),
    tool,
    input: { to: 'ada@example.com' },
    effects: async () => (await readFile(ledger, 'utf8')).split('\n').slice(0, -1),
    env: { CRASH_LEDGER: ledger },
    address: server.address,
    ...more,
  });

async function failed(tool: string, at: CrashTestOptions['at']): Promise<CrashTestFailed> {
  try {
    await crash(tool, at === undefined ? {} : { at });
  } catch (error) {
    if (error instanceof CrashTestFailed) return error;
    throw error;
  }
  throw new Error(`'${tool}' stood its crash test.`);
}

describe('a crash test', { timeout: 600_000 }, () => {
  test('lets a tool pass that heeds its key, wherever it was killed', async () => {
    const { effect, effectsPerCall, runs } = await crash('BookSeat');
    expect({ effect, effectsPerCall }).toEqual({ effect: 'idempotent', effectsPerCall: 1 });
    expect(
      runs.map(({ point, attempts, keys, effects, outcome }) => [
        point,
        attempts,
        keys.length,
        effects,
        outcome,
      ]),
    ).toEqual([
      ['before-execute', 2, 1, 1, 'completed'],
      ['heartbeat 1', 2, 1, 1, 'completed'],
      ['heartbeat 2', 2, 1, 1, 'completed'],
      ['after-execute', 2, 1, 1, 'completed'],
      ['retry', 3, 1, 1, 'completed'],
      ['shutdown', expect.any(Number), 1, 1, 'completed'],
    ]);
  });

  test('finds a tool that does it twice with the same key', async () => {
    const { report, message } = await failed('SendMail', ['after-execute']);
    expect(report.runs).toMatchObject([{ attempts: 2, effects: 2, outcome: 'completed' }]);
    const [key = ''] = report.runs[0]?.keys ?? [];
    expect(message).toContain(
      `- 'SendMail', killed when it was done and nobody had heard of it, had 2 effects instead of 1, in 2 attempts with the key '${key}'. Have it pass the key on to who carries the effect out, or mark it 'unsafe'.`,
    );
  });

  test('finds a tool that is said to read, and writes', async () => {
    const { message } = await failed('CountVisit', ['after 10000 ms']);
    expect(message).toContain(`- 'CountVisit' is marked 'read', but a call of it had 1 effect.`);
  });

  test('lets an unsafe tool pass, whose lost calls are in doubt', async () => {
    const { runs } = await crash('SendLetter', { at: ['before-execute', 'after-execute'] });
    expect(runs).toMatchObject([
      { point: 'before-execute', attempts: 1, effects: 0, outcome: 'in-doubt' },
      { point: 'after-execute', attempts: 1, effects: 1, outcome: 'in-doubt' },
    ]);
  });

  test('finds a verify that says the wrong thing', async () => {
    const { message } = await failed('PayBill', ['after-execute']);
    expect(message).toContain(
      `- 'PayBill', killed when it was done and nobody had heard of it, had 1 effect, though the 'verify' of 'PayBill' says that nothing happened.`,
    );
  });

  test.each([
    [
      'is not there',
      crash.bind(null, 'Nothing'),
      /exports no tool 'Nothing'.* It has 'BookSeat', 'SendMail'/s,
    ],
    ['shows no effect', crash.bind(null, 'Pretend'), /`effects` shows nothing of a call/],
    [
      'is given another input',
      () => crash('SendLetter', { input: { from: 'me' } }),
      /ended 'not-run'.*Give it an input that works/s,
    ],
    [
      'is in a module that cannot be loaded',
      () => crash('SendLetter', { module: new URL('./nowhere.ts', import.meta.url) }),
      /did not start: .*nowhere/,
    ],
  ])('does not try a tool that %s', async (_, attempt, words) => {
    await expect(attempt()).rejects.toThrow(words);
  });
});
