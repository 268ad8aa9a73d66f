import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `durable-goals dev` tells the other commands in its folder while it runs. */
export interface DevFile {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly uiUrl?: string;
  /** The process that runs `dev`; without it, the file is a leftover. */
  readonly pid: number;
}

/** The folder for files of a working directory's own: database, logs, ledger. */
export function stateFolder(folder: string): string {
  return join(folder, '.durable-goals');
}

/** Where it is. */
function devFilePath(folder: string): string {
  return join(stateFolder(folder), 'dev.json');
}

/** What the `dev` that runs in a folder wrote; `undefined` when none runs there. */
export function readDevFile(folder: string): DevFile | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(devFilePath(folder), 'utf8'));
    return isDevFile(found) && isAlive(found.pid) ? found : undefined;
  } catch {
    return undefined;
  }
}

export function writeDevFile(folder: string, content: DevFile): void {
  mkdirSync(stateFolder(folder), { recursive: true });
  writeFileSync(devFilePath(folder), `${JSON.stringify(content, null, 2)}\n`);
}

/** Removes it, unless another `dev` wrote it meanwhile. */
export function removeDevFile(folder: string): void {
  if (readDevFile(folder)?.pid === process.pid) rmSync(devFilePath(folder), { force: true });
}

function isDevFile(value: unknown): value is DevFile {
  if (typeof value !== 'object' || value === null) return false;
  const { address, namespace, taskQueue, pid } = value as Record<string, unknown>;
  return [address, namespace, taskQueue].every(isText) && Number.isInteger(pid);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
