import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, runNode } from './run.js';

export const repository = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** A `package.json`, as far as these tests read it. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package as npm would publish it. */
export interface Tarball {
  readonly name: string;
  readonly file: string;
  /** Paths in it, with `/`. */
  readonly paths: readonly string[];
  /** Where it lies unpacked. */
  readonly folder: string;
}

/** The folders of `packages/` that are published. */
export const publishedFolders: readonly string[] = readdirSync(join(repository, 'packages')).filter(
  (folder) => readManifest(join(repository, 'packages', folder)).private !== true,
);

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/**
 * Builds the published packages into their `dist` folders and packs them.
 *
 * Tests read the packages' sources, so those that run meanwhile notice nothing.
 *
 * @returns the tarballs, by the package's folder.
 */
export async function packAll(into: string): Promise<ReadonlyMap<string, Tarball>> {
  const folders = publishedFolders.map((folder) => `packages/${folder}`);
  await runNode(repository, 'node_modules/tsup/dist/cli-default.js');
  await runNode(repository, 'node_modules/typescript/bin/tsc', '-b', ...folders);
  await runNode(repository, 'packages/web/scripts/build-page.js', 'packages/web/dist/chat-page');
  const options = ['--json', '--ignore-scripts', '--pack-destination', into];
  const workspaces = folders.flatMap((folder) => ['--workspace', folder]);
  const packed = await run(repository, 'npm', ['pack', ...options, ...workspaces]);
  // A list up to npm 11, an object by name from npm 12 on.
  const packs = Object.values(JSON.parse(packed) as Record<string, PackedByNpm>);
  return new Map(await Promise.all(packs.map((pack) => unpack(pack, into))));
}

interface PackedByNpm {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function unpack(
  { name, filename, files }: PackedByNpm,
  into: string,
): Promise<readonly [string, Tarball]> {
  const short = name.slice(name.indexOf('/') + 1);
  const target = join(into, 'unpacked', short);
  await mkdir(target, { recursive: true });
  await run(into, 'tar', ['-xzf', filename, '-C', target]);
  const paths = files.map(({ path }) => path);
  return [short, { name, file: join(into, filename), paths, folder: join(target, 'package') }];
}

/** The packages that a tarball's JavaScript and declarations import. */
export async function importedPackages({ folder, paths }: Tarball): Promise<readonly string[]> {
  const code = paths.filter((path) => /^dist\/(?!chat-page\/).*\.(js|d\.ts)$/.test(path));
  const texts = await Promise.all(code.map((path) => readFile(join(folder, path), 'utf8')));
  const imports = texts.flatMap((text) => [
    ...text.matchAll(/^\s*(?:import|export|\}).*?\sfrom ["']([^"'.][^"']*)["'];?$/gm),
    ...text.matchAll(/\bimport\(["']([^"'.][^"']*)["']\)/g),
    ...text.matchAll(/^import ["']([^"'.][^"']*)["'];?$/gm),
  ]);
  const packages = imports.map(([, module = '']) => module.match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? '');
  return [...new Set(packages)]
    .filter((name) => !name.startsWith('node:'))
    .toSorted((one, other) => one.localeCompare(other));
}

/** The code in a tarball's README that names the file it is from, without indentation. */
export async function codeInReadme({ folder }: Tarball): Promise<readonly Shown[]> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const fences = readme.matchAll(/^```ts (\S+)\n(.*?)^```$/gms);
  return await Promise.all(
    [...fences].map(async ([, file = '', code = '']) => ({
      file,
      code: flat(code),
      source: flat(await readFile(join(repository, file), 'utf8')),
    })),
  );
}

interface Shown {
  readonly file: string;
  readonly code: string;
  readonly source: string;
}

function flat(code: string): string {
  return code.replaceAll(/^ +/gm, '').trim();
}
