import { readFileSync } from 'node:fs';
import {
  loadClientConfigProfile,
  toClientOptions,
  type ClientConfigProfile,
} from '@temporalio/envconfig';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectionOptions } from '@temporalio/client';
import { defaultTaskQueue } from './agent-client.js';

/** Where Temporal is and how to talk to it: for `Connection.connect` and `NativeConnection.connect` alike. */
export interface TemporalOptions {
  readonly connection: {
    readonly address: string;
    readonly apiKey?: string;
    readonly tls?: NonNullable<ConnectionOptions['tls']>;
    readonly metadata?: Record<string, string>;
  };
  readonly namespace: string;
  readonly taskQueue: string;
}

/**
 * Reads Temporal's own environment variables and profile file, and three names beside them:
 * `TEMPORAL_TLS_CERT`, `TEMPORAL_TLS_KEY` (paths of files) and `TEMPORAL_TASK_QUEUE`.
 *
 * @throws `ConfigurationRefused` naming the variable or file that cannot be used.
 * @see https://docs.temporal.io/develop/environment-configuration
 */
export function temporalOptions(env: NodeJS.ProcessEnv = process.env): TemporalOptions {
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const counts = name.startsWith('TEMPORAL_') || homes.has(name);
    if (counts && value !== undefined && value !== '') known[name] = value;
  }
  for (const name of fileVariables) checkFile(known, name);
  known['TEMPORAL_TLS_CLIENT_CERT_PATH'] ??= known['TEMPORAL_TLS_CERT'] ?? '';
  known['TEMPORAL_TLS_CLIENT_KEY_PATH'] ??= known['TEMPORAL_TLS_KEY'] ?? '';
  const overrideEnvVars = Object.fromEntries(Object.entries(known).filter(([, value]) => value));
  checkTls(overrideEnvVars['TEMPORAL_TLS']);
  const profile = profileOf(overrideEnvVars);
  checkCertificate(profile);
  const { namespace, connectionOptions } = read(() => toClientOptions(profile));
  const { address = 'localhost:7233', apiKey, tls } = connectionOptions;
  const metadata = profile.grpcMeta;
  return {
    connection: {
      address,
      ...(typeof apiKey === 'string' ? { apiKey } : {}),
      ...(tls === undefined || tls === null ? {} : { tls }),
      ...(metadata === undefined ? {} : { metadata: texts(metadata) }),
    },
    namespace: namespace ?? 'default',
    taskQueue: overrideEnvVars['TEMPORAL_TASK_QUEUE'] ?? defaultTaskQueue,
  };
}

/** As both kinds of connection take it; the environment and the file hold texts only. */
function texts(metadata: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, String(value)]));
}

/** Where the default profile file is looked for. */
const homes = new Set(['HOME', 'XDG_CONFIG_HOME', 'APPDATA']);

/** Variables that name files. The SDK takes a missing profile file for none at all. */
const fileVariables = [
  'TEMPORAL_CONFIG_FILE',
  'TEMPORAL_TLS_CERT',
  'TEMPORAL_TLS_KEY',
  'TEMPORAL_TLS_CLIENT_CERT_PATH',
  'TEMPORAL_TLS_CLIENT_KEY_PATH',
  'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
];

function checkFile(env: Record<string, string>, name: string): void {
  const path = env[name];
  if (path === undefined) return;
  try {
    readFileSync(path);
  } catch {
    throw refused(`${name} names the file '${path}', which cannot be read. Correct the path.`);
  }
}

function checkTls(tls: string | undefined): void {
  if (tls === undefined || ['1', '0', 'true', 'false'].includes(tls)) return;
  // The SDK would take any other spelling for "off", and send an API key in the clear.
  throw refused(`TEMPORAL_TLS is '${tls}'; only true, false, 1 and 0 are understood.`);
}

function profileOf(overrideEnvVars: Record<string, string>): ClientConfigProfile {
  return read(() => {
    try {
      return loadClientConfigProfile({ overrideEnvVars });
    } catch (error) {
      // The SDK stumbles over a file without any profile in it, an empty one for example.
      const name = overrideEnvVars['TEMPORAL_PROFILE'];
      if (!(error instanceof TypeError)) throw error;
      if (name !== undefined)
        throw new Error(`Profile '${name}' not found in config data`, { cause: error });
      return loadClientConfigProfile({ overrideEnvVars, disableFile: true });
    }
  });
}

function checkCertificate({ tls }: ClientConfigProfile): void {
  const { clientCert, clientKey } = tls ?? {};
  if ((clientCert === undefined) === (clientKey === undefined)) return;
  const [there, missing] = clientCert ? ['certificate', 'key'] : ['key', 'certificate'];
  throw refused(
    `A TLS ${there} is set without its ${missing}. Set TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY both.`,
  );
}

function read<Value>(from: () => Value): Value {
  try {
    return from();
  } catch (error) {
    // Below its first line, an error about a file quotes the file, with the key in it perhaps.
    const [fact = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const { line } = error as { readonly line?: unknown };
    const place = typeof line === 'number' ? ` (line ${line})` : '';
    throw refused(
      `Temporal's configuration cannot be read: ${fact}${place}. Correct the variable or the file.`,
    );
  }
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'ConfigurationRefused');
}
