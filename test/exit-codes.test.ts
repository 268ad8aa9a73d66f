import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test.each(['proof', 'benchmarks'])('%s that fails says so by its exit code', (workspace) => {
  const main = join(import.meta.dirname, '..', workspace, 'src/main.ts');
  const args = [...process.execArgv, main, '--only', 'nobody-knows-this'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stdout).toContain("'nobody-knows-this'");
  expect(status).toBe(2);
});
