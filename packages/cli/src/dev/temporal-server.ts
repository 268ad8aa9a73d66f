import { join } from 'node:path';
import type { TemporalOptions } from '@durable-goals/client';
import { DevServerError, startDevServer, type DevServer } from '@durable-goals/dev-server';
import { readDevFile, stateFolder } from '../temporal/dev-file.js';
import { connectFailure, reachTemporal } from '../temporal/reach.js';
import { isTemporalNamed, temporalSettings } from '../temporal/temporal-settings.js';

/** A Temporal to work with: ours, or one that was there. */
export interface UsableTemporal {
  readonly settings: TemporalOptions;
  readonly uiUrl?: string;
  /** Whose it is, in words. */
  readonly words: string;
  /** Only when we started it. */
  readonly server?: DevServer;
  /** Another `dev` of this folder runs it. */
  readonly isAnothers?: true;
}

/** What `dev` is asked for. */
export interface TemporalRequest {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  readonly log: (line: string) => void;
}

const portsToTry = 50;
const uiPortDistance = 1000;

/**
 * The Temporal that the environment names, that another `dev` of this folder runs or that answers on the
 * wanted port; else a dev server of our own, on that port or the next free one.
 *
 * @throws `CliError` when a named one does not answer, `DevServerError` when none can be started.
 */
export async function usableTemporal(request: TemporalRequest): Promise<UsableTemporal> {
  const { folder, env, port } = request;
  if (isTemporalNamed(env)) {
    const settings = temporalSettings(folder, env);
    await check(settings);
    return { settings, words: 'as the environment says' };
  }
  const other = readDevFile(folder);
  if (other !== undefined && (await connectFailure(other.address)) === undefined) {
    const ui = other.uiUrl === undefined ? {} : { uiUrl: other.uiUrl };
    const words = `of the dev that runs here as process ${other.pid}`;
    return { settings: temporalSettings(folder, env), words, isAnothers: true, ...ui };
  }
  const settings = temporalSettings(folder, { ...env, TEMPORAL_ADDRESS: `127.0.0.1:${port}` });
  if (await answers(settings)) {
    return { settings, words: 'which was there already, with a database of its own' };
  }
  const server = await startOnFreePort(request, settings);
  const { address, uiUrl } = server;
  return {
    settings: { ...settings, connection: { ...settings.connection, address } },
    words: 'with its database in .durable-goals',
    server,
    ...(uiUrl === undefined ? {} : { uiUrl }),
  };
}

async function startOnFreePort(
  { folder, port: wanted, signal, say, log }: TemporalRequest,
  { namespace }: TemporalOptions,
): Promise<DevServer> {
  for (let port = wanted; ; port += 1) {
    try {
      return await startDevServer({
        port,
        ui: true,
        uiPort: port + uiPortDistance,
        namespace,
        dbFilename: join(stateFolder(folder), 'temporal.db'),
        onProgress: say,
        log,
        signal,
      });
    } catch (error) {
      if (!isTaken(error) || port >= wanted + portsToTry) throw error;
    }
  }
}

/** Taken when it was looked at, or by the time the server came up. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof DevServerError)) return false;
  return error.type === 'PortTaken' || error.message.includes('address already in use');
}

async function answers(settings: TemporalOptions): Promise<boolean> {
  try {
    await check(settings);
    return true;
  } catch {
    return false;
  }
}

async function check(settings: TemporalOptions): Promise<void> {
  const connected = await reachTemporal(settings);
  await connected.close();
}
