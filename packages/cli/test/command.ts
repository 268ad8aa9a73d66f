import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The bundled trip example's goals. */
export const tripGoals = join(root, 'examples/event-flight-invoice/src/index.ts');

/** What a test that runs beside others must take from its own context. */
export interface Cleanup {
  onTestFinished(cleanup: () => Promise<void> | void): void;
}

/** An empty folder that goes away with the test; goals in it may import what this repository has. */
export async function temporaryFolder(context: Cleanup = { onTestFinished }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cli-test-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  context.onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** How a command is run. */
export interface CommandOptions {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  write(line: string): void;
  /** Waits until this has been printed, on either stream. */
  prints(what: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Starts `durable-goals` from its sources; what is still running at the test's end is killed. */
export function start(
  args: readonly string[],
  { folder, env = {}, input }: CommandOptions,
  context: Cleanup = { onTestFinished },
): Running {
  const child = spawn(
    process.execPath,
    [...process.execArgv, join(root, 'packages/cli/src/main.ts'), ...args],
    { cwd: folder, env: { ...cleanEnvironment(), ...env }, stdio: 'pipe' },
  );
  context.onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  if (input !== undefined) child.stdin.end(input);
  const ended = once(child, 'close').then(([code]): Ended => ({
    code: code as number | null,
    stdout,
    stderr,
  }));
  return {
    pid: child.pid ?? 0,
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    write: (line) => void child.stdin.write(`${line}\n`),
    prints: async (what) => {
      const isThere = (): boolean => `${stdout}${stderr}`.search(what) >= 0;
      for (const until = Date.now() + 75_000; !isThere(); await sleep(50)) {
        if (Date.now() > until) throw new Error(`'${what}' was not printed:\n${stdout}${stderr}`);
      }
    },
    ended,
  };
}

/** Runs `durable-goals` to its end. */
export async function run(
  args: readonly string[],
  options: CommandOptions,
  context: Cleanup = { onTestFinished },
): Promise<Ended> {
  return await start(args, { input: '', ...options }, context).ended;
}

/** This machine's environment without anything that a command would take for a setting. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const settings =
    /^(TEMPORAL_(?!CLI_PATH)|LLM_|npm_|SHOW_CONFIRM|AGENT_GOAL|RAPIDAPI_|STRIPE_|DEBUG)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
