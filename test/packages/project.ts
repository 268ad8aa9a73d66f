import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';
import { readManifest, repository } from './tarball.js';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));

/** What a newcomer's `tsconfig.json` says. */
const compilerOptions = {
  target: 'es2023',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  rootDir: 'src',
  outDir: 'dist',
};

/** Where the fixtures go. */
const sources = {
  'goal.ts': 'src/goal.ts',
  'mistakes.ts': 'src/mistakes.ts',
  'order.ts': 'src/order.ts',
  'goal-test.ts': 'src/goal.test.ts',
};

/** Makes a project with a goal of its own, and nothing installed. */
export async function writeProject(folder: string): Promise<void> {
  await mkdir(join(folder, 'src'), { recursive: true });
  await writeManifest(folder);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['src'] }),
  );
  for (const [fixture, target] of Object.entries(sources)) {
    await copyFile(join(fixtures, fixture), join(folder, target));
  }
}

/** Makes an empty project: without `overrides`, since nobody should need any. */
export async function writeManifest(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = { name: 'a-project', private: true, type: 'module' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
}

/** The version of a package that this repository is tested with, as `npm install` takes it. */
export function asHere(name: string): string {
  const core = readManifest(join(repository, 'packages/core'));
  const { devDependencies } = readManifest(repository);
  return `${name}@${{ ...core.dependencies, ...devDependencies }[name] ?? 'latest'}`;
}

/**
 * Installs with plain npm, as a newcomer does.
 *
 * @returns why that cannot be done on this machine; `undefined` when it was done.
 * @throws `Error` with npm's words when it fails for a reason of our own.
 */
export async function install(
  folder: string,
  wanted: readonly string[],
): Promise<string | undefined> {
  try {
    // Without a registry, `npm install` tries each package in turn, for minutes; this tries one.
    await run(folder, 'npm', ['view', 'protobufjs', 'version', ...patience]);
    await run(folder, 'npm', ['install', ...patience, '--no-audit', '--no-fund', ...wanted]);
    return undefined;
  } catch (error) {
    const [, code] = String(error).match(unreachable) ?? [];
    if (code === undefined) throw error;
    return `No npm registry answers here (${code}), so nothing can be installed.`;
  }
}

/** What npm has in its cache is not asked for again, and the registry is given seconds, not minutes. */
const patience = [
  '--prefer-offline',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

const unreachable =
  /npm error code (ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT)/;
