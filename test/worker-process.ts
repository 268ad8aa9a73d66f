import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A Worker in a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Everything that it printed so far. */
  output(): string;
  /** SIGTERM, and waits until it is gone. */
  stop(): Promise<void>;
}

/** Starts a module as a process and waits until it prints `READY`. */
export async function startWorker(
  module: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<WorkerProcess> {
  const node = [...process.execArgv, module, ...args];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  const isReady = new Promise<void>((resolve, reject) => {
    const take = (text: Buffer): void => {
      output += text.toString();
      if (output.includes('READY')) resolve();
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('exit', (code) => reject(new Error(`The Worker ended (${code}): ${output}`)));
  });
  isReady.catch(() => {});
  await isReady;
  return {
    child,
    output: () => output,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
