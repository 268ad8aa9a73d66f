import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { failures } from './failures.js';
import { accepts } from './ports.js';

/** Who has a database file open: our process while it starts a server, then the server. */
interface Claim {
  readonly pid: number;
  readonly ip?: string;
  readonly port?: number;
}

/** A database file that is ours to open. */
export interface ClaimedDatabase {
  /** Absolute path. */
  readonly file: string;
  /** Names the server that has it open from now on. */
  handOver(claim: Required<Claim>): Promise<void>;
  release(): Promise<void>;
}

/**
 * Claims a dev server's SQLite file, in `<file>.lock` beside it, and makes the file's folder.
 *
 * Two dev servers on one file both come up, and then fail each other's writes with "database is locked".
 * A claim whose process or server is gone counts for nothing. A server started by other means is not seen.
 *
 * @throws `DatabaseInUse` when a living server has it.
 */
export async function claimDatabase(dbFilename: string): Promise<ClaimedDatabase> {
  const file = resolve(dbFilename);
  const lock = `${file}.lock`;
  await mkdir(dirname(file), { recursive: true });
  const ours = JSON.stringify({ pid: process.pid } satisfies Claim);
  if (!(await tryCreate(lock, ours))) {
    const claim = await readClaim(lock);
    if (claim && (await isAlive(claim))) {
      const address = claim.ip === undefined ? undefined : `${claim.ip}:${claim.port}`;
      throw failures.databaseInUse(file, claim.pid, address);
    }
    await writeFile(lock, ours);
  }
  return {
    file,
    handOver: (claim) => writeFile(lock, JSON.stringify(claim)),
    // A claim left behind is that of a dead process.
    release: () => rm(lock, { force: true }).catch(() => undefined),
  };
}

async function tryCreate(lock: string, content: string): Promise<boolean> {
  try {
    await writeFile(lock, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readClaim(lock: string): Promise<Claim | undefined> {
  try {
    const claim: unknown = JSON.parse(await readFile(lock, 'utf8'));
    return isClaim(claim) ? claim : undefined;
  } catch {
    return undefined;
  }
}

function isClaim(value: unknown): value is Claim {
  if (typeof value !== 'object' || value === null || !('pid' in value)) return false;
  return Number.isInteger(value.pid);
}

/** A process id is used again sooner or later, so a server must also answer. */
async function isAlive({ pid, ip, port }: Claim): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (ip === undefined || port === undefined) return true;
  return accepts(ip, port);
}
