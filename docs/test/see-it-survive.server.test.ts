import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureTemporalCli, startDevServer, type DevServer } from '@durable-goals/dev-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencesOf, repository } from './pages.js';
import { openShell, plainEnvironment, stepsOf, unseen, type Shell } from './shell.js';

const pages = ['docs/see-it-survive.md', 'docs/watch-a-run.md', 'docs/rest-api.md'];

let folder: string;
let server: DevServer;
let shell: Shell;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'durable-goals-survive-'));
  // A clone, as far as the commands see it, with a database and a ledger of its own.
  const parts = ['packages', 'examples', 'docs', 'node_modules', 'package.json'];
  for (const name of [...parts, 'run-from-source.ts']) {
    await symlink(join(repository, name), join(folder, name));
  }
  const cli = await ensureTemporalCli();
  server = await startDevServer({ cliPath: cli.path });
  const env = plainEnvironment({
    TEMPORAL_ADDRESS: server.address,
    DURABLE_GOALS_PORT: '0',
    PATH: [dirname(cli.path), process.env['PATH']].join(delimiter),
  });
  shell = openShell(folder, env);
});

afterAll(async () => {
  await shell?.close();
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe.each(pages)('%s', (page) => {
  // One after the other in one shell: each block goes on where the one before it ended.
  test.each(stepsOf(fencesOf(page)))('$name', { timeout: 180_000 }, async ({ commands, seen }) => {
    const output = await shell.run(commands);
    expect(unseen(output, seen), output).toEqual([]);
  });
});
