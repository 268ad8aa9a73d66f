import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheDirectory } from '@durable-goals/dev-server';

/** Somebody else's framework, doing the same. */
export type Peer = 'ai-sdk' | 'langgraph';

const sources = join(import.meta.dirname, '../../peers');

/**
 * A folder with a peer's loop and its packages, which npm installs the first time, outside of this repository.
 *
 * @returns the module that is its process
 * @throws Error with npm's words when they cannot be installed
 */
export async function peerProcess(peer: Peer): Promise<string> {
  const trees = join(cacheDirectory(), 'benchmark-peers');
  const tree = join(trees, `${peer}-${await hashOf(join(sources, peer))}`);
  if (!existsSync(tree)) {
    await mkdir(trees, { recursive: true });
    const fresh = await mkdtemp(join(trees, 'new-'));
    try {
      await cp(join(sources, peer), fresh, { recursive: true });
      const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
      const shell = process.platform === 'win32';
      await promisify(execFile)('npm', args, { cwd: fresh, timeout: 300_000, shell });
      await rename(fresh, tree);
    } catch (error) {
      await rm(fresh, { recursive: true, force: true });
      throw error;
    }
  }
  return join(tree, 'process.js');
}

async function hashOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names
    .filter((name) => name.isFile())
    .map((name) => join(name.parentPath, name.name));
  for (const file of files.toSorted()) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 12);
}
