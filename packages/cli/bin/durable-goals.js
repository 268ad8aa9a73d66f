#!/usr/bin/env node
// In a clone of the repository nothing is built: there, the sources run as they are.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The next command, and the next Worker, start with what this one compiled.
const { status } = enableCompileCache();

const isClone = existsSync(new URL('../../../tsconfig.base.json', import.meta.url));

if (isClone) {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  // Node takes types away itself from 22.18 on.
  const loader = process.features.typescript
    ? new URL('../../../run-from-source.ts', import.meta.url).href
    : import.meta.resolve('tsx');
  const options = ['--conditions=@durable-goals/source', '--import', loader];
  const child = spawn(process.execPath, [...options, main, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // A terminal's Ctrl-C reaches the child by itself; a signal sent to this process does not.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 143);
  });
} else {
  // Threads, such as those in which a Worker's Workflows run, have no part in it unless they find it in the environment.
  if (status === constants.compileCacheStatus.ENABLED) {
    process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'node-compile-cache');
  }
  await import('../dist/main.js');
}
