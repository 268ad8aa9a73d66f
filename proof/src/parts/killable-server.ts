import { join } from 'node:path';
import { startDevServer, type DevServer } from '@durable-goals/dev-server';

/** Temporal's dev server with a database file, to be killed and started again at the same address. */
export interface KillableServer {
  readonly address: string;
  /** SIGKILL; returns when the process is gone. */
  kill(): Promise<void>;
  /** Serves the same file at the same port again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Temporal's dev server on a file `temporal.db` in a folder. */
export async function startKillableServer(folder: string): Promise<KillableServer> {
  const dbFilename = join(folder, 'temporal.db');
  let server: DevServer = await startDevServer({ dbFilename });
  const { address } = server;
  const port = Number(address.split(':').at(-1));
  return {
    address,
    async kill() {
      process.kill(server.pid, 'SIGKILL');
      await server.exited;
    },
    async restart() {
      server = await startDevServer({ dbFilename, port });
    },
    stop: async () => await server.stop(),
  };
}
