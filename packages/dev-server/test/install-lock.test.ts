import { spawn } from 'node:child_process';
import { access, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withInstallLock } from '../src/install-lock.js';
import { goSource, sealedEnvironment, standIn, temporaryFolder } from './stand-ins.js';

const child = fileURLToPath(new URL('children/ensure-cli.ts', import.meta.url));

function ensureInChild(env: Record<string, string>): Promise<string> {
  const args = [...process.execArgv, child];
  const { stdout, stderr } = spawn(process.execPath, args, { env });
  const output: string[] = [];
  for (const stream of [stdout, stderr]) stream.on('data', (data) => output.push(String(data)));
  return new Promise((resolve) => {
    stdout.on('close', () => resolve(output.join('')));
  });
}

test('three processes that need the CLI at once build it once', { timeout: 20_000 }, async () => {
  const folder = await temporaryFolder();
  const calls = join(folder, 'calls');
  await standIn(folder, 'go', goSource(calls));
  const env = sealedEnvironment(folder);
  const answers = await Promise.all([1, 2, 3].map(() => ensureInChild(env)));
  expect(answers.map((answer) => answer.trim()).toSorted()).toEqual(['cache', 'cache', 'go']);
  expect((await readFile(calls, 'utf8')).trim().split('\n')).toHaveLength(1);
});

test('a lock whose holder died is taken over', async () => {
  const lock = join(await temporaryFolder(), 'a.lock');
  await writeFile(lock, '1\n');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  expect(await withInstallLock(lock, () => Promise.resolve('done'))).toBe('done');
});

test('a holder that fails gives the lock back', async () => {
  const lock = join(await temporaryFolder(), 'a.lock');
  await expect(withInstallLock(lock, () => Promise.reject(new Error('no disk')))).rejects.toThrow(
    'no disk',
  );
  await expect(access(lock)).rejects.toThrow('ENOENT');
});

test('waiting for a lock ends when the caller gives up', async () => {
  const lock = join(await temporaryFolder(), 'a.lock');
  await writeFile(lock, '1\n');
  let waits = 0;
  const wait = withInstallLock(lock, () => Promise.resolve(), {
    signal: AbortSignal.timeout(300),
    onWait: () => (waits += 1),
  });
  await expect(wait).rejects.toThrow();
  expect(waits).toBe(1);
});
