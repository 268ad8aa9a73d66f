import type { Environment } from './cache-directory.js';
import { failures } from './failures.js';
import type { OnProgress } from './progress.js';
import type { SearchAttribute } from './wait-until-serving.js';

/** A value of Temporal's dynamic configuration. Durations are strings such as `'10s'`. */
export type DynamicConfigValue = string | number | boolean;

/** How to start a dev server. Everything is optional. */
export interface DevServerOptions {
  /** @defaultValue a free one */
  readonly port?: number;
  /** Serve Temporal's web UI too. @defaultValue `false` */
  readonly ui?: boolean;
  /** @defaultValue `port + 1000` when `port` is given, else a free one */
  readonly uiPort?: number;
  /** Address to listen on. The server has no authentication. @defaultValue `'127.0.0.1'` */
  readonly ip?: string;
  /** SQLite file that keeps everything; made if absent. @defaultValue none: all is gone when the server stops */
  readonly dbFilename?: string;
  /** Made if absent. @defaultValue `'default'` */
  readonly namespace?: string;
  /** Registered if absent, also in a database from before. */
  readonly searchAttributes?: readonly SearchAttribute[];
  /**
   * Added to ours, by key; the same key replaces ours.
   *
   * @defaultValue what `DEV_SERVER_DYNAMIC_CONFIG` holds, as JSON
   */
  readonly dynamicConfig?: Readonly<Record<string, DynamicConfigValue>>;
  /** Receives each line the server prints, until it is told to stop. */
  readonly log?: (line: string) => void;
  /** @defaultValue `'warn'` */
  readonly logLevel?: 'debug' | 'info' | 'warn' | 'error' | 'never';
  /** Temporal's CLI. @defaultValue what `ensureTemporalCli` finds or installs */
  readonly cliPath?: string;
  /** Told when the CLI must be installed first. */
  readonly onProgress?: OnProgress;
  /** How long the server may take until it serves; an install does not count. @defaultValue 30000 */
  readonly startTimeoutMs?: number;
  /** Gives up installing and starting. A server that serves is stopped with `stop()` only. */
  readonly signal?: AbortSignal;
  /** Environment to look for the CLI in and to run it with. @defaultValue `process.env` */
  readonly env?: Environment;
}

/** Where one server listens. */
export interface Ports {
  readonly port: number;
  readonly uiPort: number | undefined;
}

const DYNAMIC_CONFIG: Readonly<Record<string, DynamicConfigValue>> = {
  // The default of 20 polls a second delays every step of a busy conversation.
  'history.transferProcessorMaxPollRPS': 5000,
  // An Activity goes to the Worker with the answer that scheduled it: half the time for one after another.
  'system.enableActivityEagerExecution': true,
  // A task that waits in a partition which no Worker happens to poll is looked after every two seconds only.
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
};

/** The CLI's arguments for a server with these options. */
export function startDevArguments(
  options: DevServerOptions & { ip: string; namespace: string },
  { port, uiPort }: Ports,
): string[] {
  const dynamicConfig = {
    ...DYNAMIC_CONFIG,
    ...configFrom(options.env ?? process.env),
    ...options.dynamicConfig,
  };
  const args = ['server', 'start-dev', '--ip', options.ip, '--port', String(port)];
  args.push('--namespace', options.namespace, '--log-level', options.logLevel ?? 'warn');
  args.push(...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]));
  if (options.dbFilename !== undefined) args.push('--db-filename', options.dbFilename);
  for (const [key, value] of Object.entries(dynamicConfig)) {
    args.push('--dynamic-config-value', `${key}=${JSON.stringify(value)}`);
  }
  return args;
}

/** @throws `DynamicConfigMalformed` when the variable holds no JSON object of texts, numbers and truth values. */
function configFrom(env: Environment): Readonly<Record<string, DynamicConfigValue>> {
  const text = env['DEV_SERVER_DYNAMIC_CONFIG']?.trim() ?? '';
  if (text === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw failures.dynamicConfigMalformed(text);
  }
  const holds =
    typeof parsed === 'object' &&
    parsed !== null &&
    !Array.isArray(parsed) &&
    Object.values(parsed).every((value) => ['string', 'number', 'boolean'].includes(typeof value));
  if (!holds) throw failures.dynamicConfigMalformed(text);
  return parsed as Readonly<Record<string, DynamicConfigValue>>;
}
