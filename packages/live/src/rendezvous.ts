import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a publisher is, and what shows that one may listen to it. */
export interface Address {
  readonly id: string;
  readonly port: number;
  readonly token: string;
  readonly pid: number;
}

const suffix = '.live.json';
/** A file whose process is gone is left alone for so long, in milliseconds: it may be another container's. */
const abandonedAfterMs = 60_000;

/** The folder in which publishers leave their addresses, for this user only. */
export interface Rendezvous {
  /** Makes it, unless it is there. @throws when it cannot be used, or is another user's */
  open(): void;
  /** Leaves an address, or renews it. @throws what `open` throws */
  leave(address: Address): void;
  isLeft(address: Address): boolean;
  remove(address: Pick<Address, 'id'>): void;
  /** All addresses; a folder that is not there has none. */
  addresses(): Promise<readonly Address[]>;
}

export function rendezvousIn(directory: string): Rendezvous {
  const fileOf = ({ id }: Pick<Address, 'id'>): string => join(directory, `${id}${suffix}`);

  async function read(name: string): Promise<Address | undefined> {
    const file = join(directory, name);
    try {
      const address = addressIn(await readFile(file, 'utf8'));
      if (address !== undefined && isAlive(address.pid)) return address;
      const { mtimeMs } = await stat(file);
      if (Date.now() - mtimeMs > abandonedAfterMs) await rm(file, { force: true });
      return address;
    } catch {
      return undefined;
    }
  }

  return {
    open: () => ownFolder(directory),
    leave(address) {
      ownFolder(directory);
      const draft = join(directory, `${address.id}.${randomBytes(4).toString('hex')}.tmp`);
      writeFileSync(draft, JSON.stringify(address), { mode: 0o600, flag: 'wx' });
      renameSync(draft, fileOf(address));
    },
    isLeft(address) {
      return statSync(fileOf(address), { throwIfNoEntry: false }) !== undefined;
    },
    remove: (address) => rmSync(fileOf(address), { force: true }),
    async addresses() {
      const names = await readdir(directory).catch((): readonly string[] => []);
      const found = await Promise.all(
        names.filter((name) => name.endsWith(suffix)).map(async (name) => await read(name)),
      );
      return found.filter((address) => address !== undefined);
    },
  };
}

/** Makes the folder, and sees to it that nobody else can read what lies there. */
function ownFolder(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (process.getuid === undefined) return;
  const { uid, mode } = lstatSync(directory);
  if (uid !== process.getuid()) {
    throw new Error(
      `Folder '${directory}' belongs to another user, so nobody is told live what happens. Set DURABLE_GOALS_LIVE to a folder of your own.`,
    );
  }
  if ((mode & 0o077) !== 0) chmodSync(directory, 0o700);
}

function addressIn(text: string): Address | undefined {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, port, token, pid } = value as Record<string, unknown>;
  const isAddress =
    typeof id === 'string' &&
    typeof port === 'number' &&
    typeof token === 'string' &&
    typeof pid === 'number';
  return isAddress ? { id, port, token, pid } : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
