import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program that comes from PyPI, in one exact version. */
export interface PythonProgram {
  /** As pip takes it, with extras. */
  readonly requirement: string;
  readonly version: string;
  /** Its command. */
  readonly program: string;
}

const caches = join(import.meta.dirname, '../node_modules/.cache');
const installLimitMs = 15 * 60_000;

/** A program cannot be had on this machine; the message says what is missing. */
export class PythonProgramMissing extends Error {
  override readonly name = 'PythonProgramMissing';
}

/**
 * Installs a program into a virtual environment in the project's cache, once.
 *
 * Several processes may ask at the same time; one installs, the others wait.
 *
 * @returns The path of its command.
 * @throws `PythonProgramMissing` when there is no Python, no pip or no package index.
 */
export async function installPythonProgram(wanted: PythonProgram): Promise<string> {
  const { version, program } = wanted;
  const cache = join(caches, program);
  const folder = join(cache, version);
  const done = join(folder, 'installed');
  const lock = join(cache, `${version}.lock`);
  await mkdir(cache, { recursive: true });
  const deadline = Date.now() + installLimitMs;
  while (!(await exists(done))) {
    if (await taken(lock)) {
      try {
        await install(folder, wanted);
        await writeFile(done, version);
      } finally {
        await rm(lock, { recursive: true, force: true });
      }
    } else if (Date.now() > deadline) {
      throw new PythonProgramMissing(`Another process holds '${lock}' for too long. Remove it.`);
    } else {
      await sleep(500);
    }
  }
  return join(folder, 'bin', program);
}

async function install(
  folder: string,
  { requirement, version, program }: PythonProgram,
): Promise<void> {
  process.stderr.write(`Installing ${program} ${version} for the tests; this takes a minute.\n`);
  await rm(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run(join(folder, 'bin', 'python'), [...pip, `${requirement}==${version}`]);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: installLimitMs,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-1000);
  });
  const [code] = await once(child, 'close').catch((error: Error) => [error.message]);
  if (code !== 0) {
    const step = `'${program} ${args.slice(0, 3).join(' ')}'`;
    const reason = said.trim() === '' ? code : said.trim();
    throw new PythonProgramMissing(
      `${step} did not work: ${reason}. Install Python 3 with venv and pip.`,
    );
  }
}

/** Takes the lock, also one that was left behind by a process that died. */
async function taken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const since = await stat(lock)
      .then(({ mtimeMs }) => mtimeMs)
      .catch(() => Date.now());
    if (Date.now() - since > installLimitMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
