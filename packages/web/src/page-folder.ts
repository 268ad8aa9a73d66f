import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
/** Only a checkout of the repository has these; what is published is built. */
const sources = join(here, 'app');
const script = join(here, 'scripts/build-page.js');
const published = join(here, 'dist/chat-page');
const cache = join(here, '../../node_modules/.cache/chat-page');

let found: Promise<string> | undefined;

/**
 * The folder of the built page: `index.html` and everything that it loads.
 *
 * In a checkout of the repository it is built first, which takes seconds, unless the same sources were built
 * before.
 *
 * @throws Error with what the build printed.
 */
export function pageFolder(): Promise<string> {
  found ??= existsSync(sources) ? builtPage() : Promise.resolve(published);
  found.catch(() => {
    found = undefined;
  });
  return found;
}

async function builtPage(): Promise<string> {
  const page = join(cache, `page-${await hashOfSources()}`);
  if (existsSync(page)) return page;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'new-'));
  try {
    await build(fresh);
    // Where another process was faster, its page is the same.
    await rename(fresh, page).catch((error: unknown) => {
      if (!existsSync(page)) throw error;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return page;
}

/** Changes with whatever the page is made of. */
async function hashOfSources(): Promise<string> {
  const entries = await readdir(sources, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).toSorted();
  const hash = createHash('sha256');
  for (const path of [...paths, script, join(here, '../../package-lock.json')]) {
    hash.update(path.slice(here.length)).update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 16);
}

function build(into: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, [script, into], { env, stdio: 'pipe' });
    let printed = '';
    const keep = (text: string): void => {
      printed += text;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The chat page cannot be built. Run 'npm install'.\n${printed}`));
    });
  });
}
