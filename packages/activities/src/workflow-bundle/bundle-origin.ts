import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** What a bundle was made of. Of the same origin, one bundle is as good as another. */
export interface BundleOrigin {
  /** The version of Temporal's SDK; where its packages differ, which is not supported, each of them. */
  readonly sdk: string;
  /** A hash of the modules of `@durable-goals/core`. */
  readonly sources: string;
}

/** The file that the prebuilt bundle is in, beside the folder of the Workflow's entry. */
export const bundleFileName = 'workflow-bundle.js';

/** To be raised when `makeBundle` makes another bundle of the same modules. */
const recipe = 4;

/**
 * Reads what a bundle of `entry` would be made of today.
 *
 * All modules of core count, also those that a Workflow does not import: that is simple, and never stale.
 */
export async function bundleOrigin(entry: string): Promise<BundleOrigin> {
  return { sdk: sdkVersion(entry), sources: await sourcesHash(modulesFolder(entry)) };
}

/** The folder of all modules of core, `src` or `dist`. */
export function modulesFolder(entry: string): string {
  return resolve(dirname(entry), '..');
}

export function isSameOrigin(one: BundleOrigin, other: BundleOrigin): boolean {
  return one.sdk === other.sdk && one.sources === other.sources;
}

function sdkVersion(entry: string): string {
  const here = createRequire(import.meta.url);
  const there = createRequire(entry);
  const versions = [
    versionOf(here, '@temporalio/worker'),
    versionOf(there, '@temporalio/workflow'),
    versionOf(there, '@temporalio/common'),
  ];
  return [...new Set(versions)].join(' and ');
}

function versionOf(require: NodeJS.Require, name: string): string {
  return (require(`${name}/package.json`) as { readonly version: string }).version;
}

async function sourcesHash(folder: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile() && isModule(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256').update(`${recipe}\0`);
  for (const [index, file] of files.entries()) {
    const content = contents[index] ?? '';
    hash.update(`${relative(folder, file).replaceAll(sep, '/')}\0${content.length}\0`);
    hash.update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

function isModule(name: string): boolean {
  return /\.[jt]s$/.test(name) && !name.endsWith('.d.ts') && name !== bundleFileName;
}
