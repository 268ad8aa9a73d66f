import { createRequire } from 'node:module';
import { arch, cpus, platform, totalmem } from 'node:os';
import { ensureTemporalCli, type OnProgress } from '@durable-goals/dev-server';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a report was made with, by name. */
export type Machine = Readonly<Record<string, string>>;

/** Versions of what is proved and of what it runs on, and the machine's size. */
export async function machineOf(onProgress: OnProgress): Promise<Machine> {
  const [cpu] = cpus();
  const { path } = await ensureTemporalCli({ onProgress });
  const { stdout } = await promisify(execFile)(path, ['--version']);
  const require = createRequire(import.meta.url);
  const sdk = (require('@temporalio/worker/package.json') as { readonly version: string }).version;
  return {
    'durable-goals': await commit(),
    'Temporal SDK': sdk,
    'Temporal Server': stdout.trim(),
    Node: process.version,
    machine: `${platform()} ${arch()}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    date: new Date().toISOString(),
  };
}

async function commit(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['describe', '--always', '--dirty'], {
      cwd: import.meta.dirname,
    });
    return stdout.trim();
  } catch {
    return 'not a git checkout';
  }
}
