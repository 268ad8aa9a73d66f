import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { startDevServer, type DevServer } from '@durable-goals/dev-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fencesOf, repository } from './pages.js';
import { openShell, plainEnvironment, stepsOf, unseen, type Shell } from './shell.js';

const page = 'docs/getting-started.md';
const fences = fencesOf(page);
const [install, ...steps] = stepsOf(fences);
if (install === undefined) throw new Error(`${page} has no commands.`);
const files = fences.flatMap(({ file }) => (file === undefined ? [] : [file]));
const installed = [...install.commands.matchAll(/npm install (.*)/g)].flatMap(([, line = '']) =>
  line.split(' ').filter((word) => !word.startsWith('--')),
);
const source = '@durable-goals/source';

let folder: string;
let server: DevServer;
let shell: Shell;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'durable-goals-started-'));
  server = await startDevServer();
  shell = openShell(
    folder,
    plainEnvironment({
      TEMPORAL_ADDRESS: server.address,
      // The packages here are sources, which nobody has built.
      NODE_OPTIONS: `--conditions=${source}`,
    }),
  );
  // test/packages installs what is packed; here, what is installed is what the repository has.
  await shell.run('npm() { [ "$1" = install ] || command npm "$@"; }');
});

afterAll(async () => {
  await shell?.close();
  await server?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('it has every package installed that its files import', () => {
  const code = fences.map(({ code }) => code).join('\n');
  const imported = [...code.matchAll(/from '((?:@[^/']+\/)?[^./'@][^/']*)/g)].map(
    ([, name]) => name,
  );
  expect([...new Set(imported)].filter((name) => !installed.includes(name ?? ''))).toEqual([]);
});

describe('its commands', () => {
  test(install.name, { timeout: 60_000 }, async () => {
    await shell.run(install.commands);
    const project = join(folder, 'dinner');
    await symlink(join(repository, 'node_modules'), join(project, 'node_modules'));
    for (const file of files) await copyFile(join(repository, file), join(project, basename(file)));
    const config = {
      ssr: { resolve: { conditions: [source], externalConditions: [source] } },
    };
    await writeFile(
      join(project, 'vitest.config.js'),
      `export default ${JSON.stringify(config, null, 2)};\n`,
    );
  });

  test.each(steps)('$name', { timeout: 120_000 }, async ({ commands, seen }) => {
    const output = await shell.run(commands);
    expect(unseen(output, seen), output).toEqual([]);
  });
});
