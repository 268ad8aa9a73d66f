import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CrashPoint } from './crash-points.js';
import { nodeArguments } from './node-arguments.js';
import type { CrashWorkerStart, WorkerOrder, WorkerWord } from './worker-messages.js';

/** A Worker process that serves and one that stands by, so that a kill costs no start. */
export interface CrashWorkers {
  readonly about: Extract<WorkerWord, { readonly kind: 'ready' }>;
  /** Has the process that serves killed at the first point, its successor at the second, and so on. */
  arm(points: readonly CrashPoint[]): Promise<void>;
  close(): Promise<void>;
}

/** How the processes are started. */
export interface WorkerProcessOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly execArgv: readonly string[];
}

interface Started {
  readonly child: ChildProcess;
  readonly word: Extract<WorkerWord, { readonly kind: 'ready' }>;
  readonly exited: Promise<void>;
}

/** @throws `Error` when the tool's module cannot be loaded or does not have the tool. */
export async function openCrashWorkers(
  start: CrashWorkerStart,
  options: WorkerProcessOptions,
): Promise<CrashWorkers> {
  let closed = false;
  let forNext: readonly CrashPoint[] = [];
  let problem: unknown;
  let serving = await startProcess(start, options);
  const { word: about } = serving;
  let standby: Promise<Started | undefined> | undefined;
  serve(serving);

  function prepare(): Promise<Started | undefined> {
    return startProcess(start, options).catch((error: unknown) => {
      problem ??= error;
      return undefined;
    });
  }

  function serve(next: Started): void {
    serving = next;
    const [point, ...others] = forNext;
    forNext = others;
    tell(next.child, { kind: 'arm', ...(point === undefined ? {} : { point }) });
    tell(next.child, { kind: 'serve' });
    void next.exited.then(async () => {
      const successor = closed ? undefined : await standby;
      if (successor === undefined) return;
      standby = prepare();
      serve(successor);
    });
  }

  return {
    about,
    async arm([first, ...others]) {
      // A call that waits for a process to start would say little about the tool.
      standby ??= first === undefined ? undefined : prepare();
      await standby;
      if (problem !== undefined) throw problem;
      forNext = others;
      tell(serving.child, { kind: 'arm', ...(first === undefined ? {} : { point: first }) });
    },
    async close() {
      closed = true;
      const last = await standby;
      for (const { child, exited } of [serving, ...(last ? [last] : [])]) {
        child.kill('SIGKILL');
        await exited;
      }
    },
  };
}

function tell(child: ChildProcess, order: WorkerOrder): void {
  // One that was just killed has no channel any more.
  if (child.connected) child.send(order, () => undefined);
}

async function startProcess(
  start: CrashWorkerStart,
  { env, execArgv }: WorkerProcessOptions,
): Promise<Started> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new URL(`./crash-worker.${extension}`, import.meta.url);
  // Run from its sources, this package needs what a module in TypeScript needs.
  const loader = extension === 'ts' ? worker.href : start.moduleUrl;
  const node = [...nodeArguments(loader, execArgv), fileURLToPath(worker), JSON.stringify(start)];
  const child = spawn(process.execPath, node, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr?.on('data', (data: Buffer) => {
    complaints = `${complaints}${data.toString()}`.slice(-4_000);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const word = await Promise.race([
    new Promise<WorkerWord>((resolve) =>
      child.once('message', (word) => resolve(word as WorkerWord)),
    ),
    exited.then((): WorkerWord => ({ kind: 'problem', reason: complaints })),
  ]);
  if (word.kind === 'ready') return { child, word, exited };
  child.kill('SIGKILL');
  throw new Error(
    `The Worker process of the crash test of '${start.tool}' did not start: ${word.reason.trim()}`,
  );
}
