import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureTestServer } from '@durable-goals/dev-server';
import { expect, onTestFinished, test } from 'vitest';
import { startTimeSkipping } from '../src/start-time-skipping.js';

const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'slow-server-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
};
async function launcher(lines: string): Promise<string> {
  const file = join(await folder(), 'launcher');
  await writeFile(file, `#!/bin/sh\n${lines}\n`);
  await chmod(file, 0o755);
  return file;
}

test('a time-skipping server that is too slow once is started again', async () => {
  const { path } = await ensureTestServer();
  const slowOnce = await launcher(
    `if mkdir "$0.tried" 2> /dev/null; then exec sleep 8; fi\nexec '${path}' "$@"`,
  );
  const environment = await startTimeSkipping(slowOnce);
  onTestFinished(() => environment.teardown());
  const before = await environment.currentTimeMs();
  await environment.sleep('1 day');
  expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(86_400_000);
});

test('one that cannot be started is not tried again', async () => {
  const missing = join(await folder(), 'nothing');
  await expect(startTimeSkipping(missing)).rejects.toThrow('does not exist');
});
