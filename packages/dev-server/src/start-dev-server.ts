import { claimDatabase, type ClaimedDatabase } from './database-claim.js';
import { startDevArguments, type DevServerOptions, type Ports } from './dev-server-options.js';
import { DevServerError, failures } from './failures.js';
import { freePort, isPortFree } from './ports.js';
import { startProcess, whileStarting, type DevServerExit } from './server-process.js';
import { ensureTemporalCli } from './temporal-cli.js';
import { waitUntilServing } from './wait-until-serving.js';

const START_TIMEOUT_MS = 30_000;
const PORT_ATTEMPTS = 3;

/** A dev server that serves. */
export interface DevServer {
  /** `ip:port`, for `Connection.connect({ address })`. */
  readonly address: string;
  readonly namespace: string;
  /** Present with `ui: true`. */
  readonly uiUrl?: string;
  readonly pid: number;
  /** Settles when the process has ended, by `stop()` or by itself. Never rejects. */
  readonly exited: Promise<DevServerExit>;
  /** Ends the process and waits for it: SIGTERM, after ten seconds SIGKILL. May be called again. */
  stop(): Promise<void>;
}

type Settings = DevServerOptions & { ip: string; namespace: string; cliPath: string };

/**
 * Starts Temporal's dev server on this machine and waits until it answers for its namespace.
 *
 * It ends with our process, however that ends (on Windows: unless it is killed). A Ctrl-C in the terminal does not
 * reach it, so the host can finish its work before it calls `stop()`. Until then it keeps the process alive.
 *
 * @throws `PortTaken`, `DatabaseInUse`, `ServerDidNotStart`, `SearchAttributeMismatch`, and what
 * `ensureTemporalCli` throws.
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const cliPath = options.cliPath ?? (await ensureTemporalCli(options)).path;
  const { ip = '127.0.0.1', namespace = 'default', dbFilename } = options;
  const database = dbFilename === undefined ? undefined : await claimDatabase(dbFilename);
  const settings = {
    ...options,
    ip,
    namespace,
    cliPath,
    ...(database && { dbFilename: database.file }),
  };
  try {
    return await startWithPorts(settings, database);
  } catch (error) {
    await database?.release();
    throw error;
  }
}

/** A free port may be taken before the server binds it; then another one is tried. */
async function startWithPorts(
  settings: Settings,
  database: ClaimedDatabase | undefined,
): Promise<DevServer> {
  const attempts = settings.port === undefined ? PORT_ATTEMPTS : 1;
  for (let attempt = 1; ; attempt += 1) {
    const ports = await choosePorts(settings);
    try {
      return await launch(settings, ports, database);
    } catch (error) {
      // Of a port for its own services, the server says so in a panic, whose first words are gone by then.
      const lostRace =
        error instanceof DevServerError &&
        /address already in use|ended with code 2 before/.test(error.message);
      if (!lostRace || attempt >= attempts) throw error;
    }
  }
}

async function choosePorts(settings: Settings): Promise<Ports> {
  const { ip, ui = false } = settings;
  const port = settings.port ?? (await freePort(ip));
  if (!(await isPortFree(ip, port))) throw failures.portTaken(`${ip}:${port}`, 'port');
  if (!ui) return { port, uiPort: undefined };
  const uiPort =
    settings.uiPort ?? (settings.port === undefined ? await freePort(ip) : port + 1000);
  if (!(await isPortFree(ip, uiPort))) throw failures.portTaken(`${ip}:${uiPort}`, 'uiPort');
  return { port, uiPort };
}

async function launch(
  settings: Settings,
  ports: Ports,
  database: ClaimedDatabase | undefined,
): Promise<DevServer> {
  const { ip, namespace, searchAttributes = [], startTimeoutMs = START_TIMEOUT_MS } = settings;
  settings.signal?.throwIfAborted();
  const server = startProcess(settings.cliPath, startDevArguments(settings, ports), settings);
  const { pid = 0 } = server;
  try {
    const limits = { timeoutMs: startTimeoutMs, signal: settings.signal };
    await whileStarting(server, limits, (signal) =>
      waitUntilServing({ ip, ...ports, namespace, searchAttributes, signal }),
    );
    await database?.handOver({ pid, ip, port: ports.port });
  } catch (error) {
    await server.stop();
    throw error;
  }
  const exited = releaseAfter(server.exited, database);
  return {
    address: `${ip}:${ports.port}`,
    namespace,
    ...(ports.uiPort !== undefined && { uiUrl: `http://${ip}:${ports.uiPort}` }),
    pid,
    exited,
    async stop() {
      await server.stop();
      await exited;
    },
  };
}

async function releaseAfter(
  exited: Promise<DevServerExit>,
  database: ClaimedDatabase | undefined,
): Promise<DevServerExit> {
  const exit = await exited;
  await database?.release();
  return exit;
}
