import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../test/free-port.js';

/** The official reference server. */
const program = fileURLToPath(
  import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'),
);

/** How it is started over stdio. */
export const everything = { command: process.execPath, args: [program, 'stdio'] } as const;

/** The same over streamable HTTP, in a process that can be killed and started anew on its port. */
export interface HttpEverything {
  readonly url: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export async function startHttpEverything(): Promise<HttpEverything> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const env = { ...process.env, PORT: `${port}` };
    const started = spawn(process.execPath, [program, 'streamableHttp'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    await new Promise<void>((resolve, reject) => {
      const look = (text: Buffer): void => {
        if (/listening on port/i.test(text.toString())) resolve();
      };
      started.stdout.on('data', look);
      started.stderr.on('data', look);
      started.once('exit', (code) => reject(new Error(`The server ended (${code}).`)));
    });
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    start,
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
