import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package as it lies on disk. */
export interface InstalledCopy {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

/**
 * Finds every copy of some packages that a program in a folder could load: in `node_modules` there and
 * above, and in those inside.
 *
 * @param wanted - Whether a package's name is one of them.
 */
export function installedCopies(
  folder: string,
  wanted: (name: string) => boolean,
): readonly InstalledCopy[] {
  const copies = new Map<string, InstalledCopy>();
  const visited = new Set<string>();
  const visitModules = (modules: string): void => {
    for (const entry of entriesOf(modules)) {
      // pnpm keeps all packages side by side in a folder of its own.
      if (entry === '.pnpm') {
        for (const id of entriesOf(join(modules, entry))) {
          visitModules(join(modules, entry, id, 'node_modules'));
        }
      } else if (entry.startsWith('@')) {
        for (const name of entriesOf(join(modules, entry))) {
          visitPackage(join(modules, entry, name), `${entry}/${name}`);
        }
      } else if (!entry.startsWith('.')) {
        visitPackage(join(modules, entry), entry);
      }
    }
  };
  const visitPackage = (path: string, name: string): void => {
    const real = realPath(path);
    if (real === undefined || visited.has(real)) return;
    visited.add(real);
    const version = wanted(name) ? versionOf(real) : undefined;
    if (version !== undefined) copies.set(real, { name, version, path: real });
    visitModules(join(real, 'node_modules'));
  };
  visitModules(join(folder, 'node_modules'));
  for (let current = folder; current !== dirname(current); current = dirname(current)) {
    // A stray node_modules further up is no part of the project.
    const above = dirname(current);
    if (existsSync(join(above, 'package.json'))) visitModules(join(above, 'node_modules'));
  }
  return [...copies.values()];
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function versionOf(path: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
      version?: unknown;
    };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
