import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { asHere, install, writeManifest, writeProject } from './project.js';
import { run, runNode } from './run.js';
import {
  codeInReadme,
  importedPackages,
  packAll,
  publishedFolders,
  readManifest,
  repository,
  type Tarball,
} from './tarball.js';

const ensureServers = `
  import('@durable-goals/dev-server').then(async (servers) => {
    await servers.ensureTemporalCli();
    await servers.ensureTestServer();
  });
`;

let temporary: string;
let tarballs: ReadonlyMap<string, Tarball>;

beforeAll(async () => {
  temporary = await realpath(await mkdtemp(join(tmpdir(), 'durable-goals-packed-')));
  tarballs = await packAll(temporary);
});
afterAll(async () => {
  await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
});

function tarball(folder: string): Tarball {
  const found = tarballs.get(folder);
  if (found === undefined) throw new Error(`There is no tarball of packages/${folder}.`);
  return found;
}

describe.each(publishedFolders)('the tarball of %s', (folder) => {
  test('holds a manifest, a README, sources and what was built of each; nothing else', () => {
    const { paths } = tarball(folder);
    const sources = paths.filter((path) => /^src\/.*\.ts$/.test(path));
    const built = sources.flatMap((path) => {
      const target = path.replace(/^src\//, 'dist/').replace(/\.ts$/, '');
      return ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((ending) => `${target}${ending}`);
    });
    const bundles = folder === 'core' ? ['dist/workflow-bundle.js'] : [];
    const expected = ['package.json', 'README.md', ...sources, ...built, ...bundles].toSorted();
    const besides: Readonly<Record<string, RegExp>> = {
      web: /^(LICENSE|dist\/chat-page\/.+)$/,
      server: /^(LICENSE|dist\/openapi\/swagger-ui\/[^/]+)$/,
    };
    const isBesides = (path: string): boolean =>
      (besides[folder] ?? /^(LICENSE|bin\/[^/]+\.js)$/).test(path);
    expect(paths.filter((path) => !isBesides(path)).toSorted()).toEqual(expected);
    expect(sources.filter((path) => /(^|[/.])(test|spec|fixtures)[/.]/.test(path))).toEqual([]);
  });

  test('names no folder of the machine that packed it', async () => {
    const { paths, folder: unpacked } = tarball(folder);
    const texts = await Promise.all(paths.map((path) => readFile(join(unpacked, path), 'utf8')));
    expect(paths.filter((_, index) => texts[index]?.includes(repository))).toEqual([]);
    const { dependencies, peerDependencies } = readManifest(unpacked);
    const ranges = Object.values({ ...dependencies, ...peerDependencies });
    expect(ranges.filter((range) => !/^[\^>=~]*\d/.test(range))).toEqual([]);
  });

  test('imports only what its manifest declares', async () => {
    const { folder: unpacked, name } = tarball(folder);
    const { dependencies, peerDependencies } = readManifest(unpacked);
    const declared = new Set([name, ...Object.keys({ ...dependencies, ...peerDependencies })]);
    const imported = await importedPackages(tarball(folder));
    expect(imported.filter((found) => !declared.has(found))).toEqual([]);
  });

  test('shows code in its README that is run here', async () => {
    for (const { code, source } of await codeInReadme(tarball(folder))) {
      expect(source).toContain(code);
    }
  });

  test('passes publint --strict and attw --profile esm-only', async () => {
    const { file } = tarball(folder);
    await runNode(repository, 'node_modules/publint/src/cli.js', '--strict', file);
    const attw = 'node_modules/@arethetypeswrong/cli/dist/index.js';
    await runNode(repository, attw, file, '--profile', 'esm-only', '--no-definitely-typed');
  });
});

describe('a project that installs the packages with plain npm', { timeout: 120_000 }, () => {
  let project: string;
  let missing: string | undefined;
  beforeAll(async () => {
    project = join(temporary, 'project');
    await writeProject(project);
    const files = [...tarballs.values()].map(({ file }) => file);
    const others = ['zod', 'typescript', 'vitest', '@types/node'].map(asHere);
    missing = await install(project, [...files, ...others]);
  });
  // A machine that has no server yet installs both here, which takes minutes, once.
  beforeAll(async () => {
    if (missing === undefined) await runNode(project, '--eval', ensureServers);
  });
  const inProject = async (...args: readonly string[]): Promise<string> =>
    await runNode(project, ...args);
  const needsRegistry = ({ skip }: TestContext): void => skip(missing !== undefined, missing);

  // Two copies do not know each other's types: recording a history ends in "type must be a Type". npm
  // makes four of Temporal's packages alone; core's peer dependency on protobufjs leaves one to share.
  test('shares one copy of Temporal and of protobufjs, without overrides', (context) => {
    needsRegistry(context);
    const copies = ['common', 'proto', 'worker'].map(
      (name) => `node_modules/@temporalio/${name}/node_modules`,
    );
    const nested = copies.flatMap((folder) =>
      ['protobufjs', '@temporalio'].map((name) => join(project, folder, name)),
    );
    expect(nested.filter((folder) => existsSync(folder))).toEqual([]);
    expect(existsSync(join(project, 'node_modules/@temporalio/common'))).toBe(true);
  });

  test('compiles a goal of 25 lines, and its mistakes do not compile', async (context) => {
    needsRegistry(context);
    const goal = await readFile(join(project, 'src/goal.ts'), 'utf8');
    expect(goal.trimEnd().split('\n')).toHaveLength(25);
    // Each mistake is marked with `@ts-expect-error`, which is an error where there is no mistake.
    await inProject('node_modules/typescript/bin/tsc');
  });

  test('reaches the goal on the dev server, without a key', async (context) => {
    needsRegistry(context);
    const said = await inProject('dist/order.js');
    expect(said).toContain('2 large for Ada');
    expect(said).toContain('OrderCoffee: completed');
    expect(said.trimEnd()).toMatch(/outcome: done$/);
  });

  test('tests it under time skipping, and replays what the dev server recorded', async (context) => {
    needsRegistry(context);
    const report = await inProject('node_modules/vitest/vitest.mjs', 'run', 'src');
    expect(report).toMatch(/Tests +3 passed \(3\)/);
  });

  test("has bundled no Workflow for that: its Workers took the bundle in core's package", (context) => {
    needsRegistry(context);
    expect(existsSync(join(project, 'node_modules/@temporalio/worker'))).toBe(true);
    expect(existsSync(join(project, 'node_modules/.cache/durable-goals'))).toBe(false);
  });

  test('has the durable-goals command', async (context) => {
    needsRegistry(context);
    const bin = join(project, 'node_modules/.bin/durable-goals');
    const help = await run(project, bin, ['--help']);
    for (const command of ['dev', 'worker', 'chat']) expect(help).toMatch(`\n  ${command} `);
  });
});

test(
  'the client installs without the Worker, and loads',
  { timeout: 120_000 },
  async ({ skip }) => {
    const project = join(temporary, 'client-only');
    await writeManifest(project);
    const missing = await install(project, [tarball('client').file, tarball('core').file]);
    skip(missing !== undefined, missing);
    const has = (name: string): boolean => existsSync(join(project, 'node_modules', name));
    expect(has('@temporalio/client')).toBe(true);
    expect(['worker', 'core-bridge'].filter((name) => has(`@temporalio/${name}`))).toEqual([]);
    const load = `import('@durable-goals/client').then((client) => console.log(client.AgentClient.name))`;
    expect(await runNode(project, '--eval', load)).toBe('AgentClient\n');
  },
);
