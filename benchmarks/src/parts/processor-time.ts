import { readdir, readFile } from 'node:fs/promises';

/** Fields of `/proc/N/stat` behind the name, in hundredths of a second; `undefined` where there is none. */
interface Stat {
  readonly parent: number;
  /** Of itself. */
  readonly own: number;
  /** Of its children that have ended. */
  readonly ended: number;
}

/** Processor time of a process so far, in milliseconds; `undefined` where the system does not tell it. */
export async function cpuMsOf(pid: number): Promise<number | undefined> {
  const stat = await statOf(String(pid));
  return stat === undefined ? undefined : stat.own * 10;
}

/** The same of a process with all its children. */
export async function cpuMsOfAll(pid: number): Promise<number | undefined> {
  const root = await statOf(String(pid));
  if (root === undefined) return undefined;
  const others = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const children = (await Promise.all(others.map(statOf))).filter((stat) => stat?.parent === pid);
  return children.reduce((sum, stat) => sum + 10 * (stat?.own ?? 0), 10 * (root.own + root.ended));
}

async function statOf(pid: string): Promise<Stat | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const at = (index: number): number => Number(fields[index]);
  return { parent: at(1), own: at(11) + at(12), ended: at(13) + at(14) };
}
