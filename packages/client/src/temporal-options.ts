import { readFileSync } from 'node:fs';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { ApplicationFailure } from '@temporalio/common';
import type { ConnectionOptions } from '@temporalio/client';
import { defaultTaskQueue } from './agent-client.js';

/** Where Temporal is and how to talk to it: for `Connection.connect` and `NativeConnection.connect` alike. */
export interface TemporalOptions {
  readonly connection: Pick<ConnectionOptions, 'address' | 'apiKey' | 'tls' | 'metadata'>;
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
  const overrideEnvVars: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('TEMPORAL_') && value !== undefined && value !== '')
      overrideEnvVars[name] = value;
  }
  alias(overrideEnvVars, 'TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_CLIENT_CERT_PATH');
  alias(overrideEnvVars, 'TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_CLIENT_KEY_PATH');
  checkTls(overrideEnvVars);
  try {
    const { namespace, connectionOptions } = loadClientConnectConfig({
      overrideEnvVars,
      ...(isFileEmpty(overrideEnvVars['TEMPORAL_CONFIG_FILE']) ? { disableFile: true } : {}),
    });
    const { address = 'localhost:7233', apiKey, tls, metadata } = connectionOptions;
    return {
      connection: {
        address,
        ...(typeof apiKey === 'string' ? { apiKey } : {}),
        ...(tls === undefined || tls === null ? {} : { tls }),
        ...(metadata === undefined ? {} : { metadata }),
      },
      namespace: namespace ?? 'default',
      taskQueue: overrideEnvVars['TEMPORAL_TASK_QUEUE'] ?? defaultTaskQueue,
    };
  } catch (error) {
    const fact = error instanceof Error ? error.message : String(error);
    throw refused(
      `Temporal's configuration cannot be read: ${fact}. Correct the variable or the file.`,
    );
  }
}

function alias(env: Record<string, string>, from: string, to: string): void {
  const path = env[from];
  if (path === undefined) return;
  try {
    readFileSync(path);
  } catch {
    throw refused(`${from} names the file '${path}', which cannot be read. Correct the path.`);
  }
  env[to] ??= path;
}

function checkTls(env: Record<string, string>): void {
  const tls = env['TEMPORAL_TLS'];
  if (tls !== undefined && !['1', '0', 'true', 'false'].includes(tls)) {
    // The SDK would take any other spelling for "off", and send an API key in the clear.
    throw refused(`TEMPORAL_TLS is '${tls}'; only true, false, 1 and 0 are understood.`);
  }
  const { TEMPORAL_TLS_CLIENT_CERT_PATH: cert, TEMPORAL_TLS_CLIENT_KEY_PATH: key } = env;
  if ((cert === undefined) !== (key === undefined)) {
    const [there, missing] = cert === undefined ? ['key', 'certificate'] : ['certificate', 'key'];
    throw refused(
      `A TLS ${there} is set without its ${missing}. Set TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY both.`,
    );
  }
}

function isFileEmpty(path: string | undefined): boolean {
  if (path === undefined) return false;
  try {
    return readFileSync(path, 'utf8').trim() === '';
  } catch {
    return false;
  }
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'ConfigurationRefused');
}
