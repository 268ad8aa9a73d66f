import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A process that is measured, or that measuring needs; it ends with this one. */
export interface Child<Ready extends object> {
  readonly pid: number;
  readonly ready: Ready;
  /** Sends an order and waits for the answer. */
  ask<Answer>(order: object): Promise<Answer>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a module, of `src` unless its path is whole, run by Node as this process is, and waits until it is ready. @throws when it ends before */
export async function startChild<Ready extends object = object>(
  file: string,
  start: object = {},
  nodeOptions: readonly string[] = [],
): Promise<Child<Ready>> {
  const path = resolve(import.meta.dirname, '..', file);
  const args = ['--expose-gc', ...nodeOptions, ...process.execArgv, path, JSON.stringify(start)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  const ready = await Promise.race([answer<Ready>(child), exited.then(() => undefined)]);
  if (ready === undefined) throw new Error(`The process of '${file}' ended before it was ready.`);
  return {
    pid: child.pid ?? 0,
    ready,
    async ask(order) {
      const answered = answer<never>(child);
      child.send(order);
      const ended = exited.then((): never => {
        throw new Error(`The process of '${file}' ended before it answered.`);
      });
      return await Promise.race([answered, ended]);
    },
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
}

async function answer<Answer>(child: ChildProcess): Promise<Answer> {
  const [message] = (await once(child, 'message')) as [Answer];
  return message;
}
