import { Client, Connection, type ClientOptions, type ConnectionOptions } from '@temporalio/client';
import type { Goal } from '@durable-goals/core';
import { AgentClient, type AgentClientOptions } from './agent-client.js';
import { endableRetries } from './endable-retries.js';
import { unreachable } from './refusals.js';
import { temporalOptions, type TemporalOptions } from './temporal-options.js';

/** A client and the connection that it owns. */
export interface Connected<Goals extends readonly Goal[]> {
  readonly agents: AgentClient<Goals>;
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/**
 * Connects to Temporal as the environment says.
 *
 * @throws `TemporalUnreachable` when nothing answers at the address, `ConfigurationRefused` before that.
 */
export async function connectAgents<const Goals extends readonly Goal[] = readonly Goal[]>(
  options: Omit<AgentClientOptions<Goals>, 'client'> & {
    readonly temporal?: TemporalOptions;
    /** Connects with the first call, so that nothing has to answer yet. */
    readonly lazy?: true;
    readonly dataConverter?: ClientOptions['dataConverter'];
  } = {},
): Promise<Connected<Goals>> {
  const { temporal = temporalOptions(), dataConverter, lazy, ...rest } = options;
  const settings = settingsOf(temporal);
  const connection = lazy ? Connection.lazy(settings) : await connect(settings);
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    ...(dataConverter === undefined ? {} : { dataConverter }),
  });
  return {
    agents: new AgentClient<Goals>({ taskQueue: temporal.taskQueue, ...rest, client }),
    client,
    close: async () => await connection.close(),
  };
}

/**
 * gRPC waits up to two minutes between attempts to connect again, so a server that was away for one would be
 * back long before we were.
 */
const channelArgs = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

function settingsOf({ connection }: TemporalOptions): ConnectionOptions {
  const interceptors = endableRetries();
  return { ...connection, connectTimeout: 5_000, channelArgs, interceptors };
}

async function connect(settings: ConnectionOptions): Promise<Connection> {
  try {
    return await Connection.connect(settings);
  } catch (error) {
    const fact = error instanceof Error ? error.message : String(error);
    throw unreachable(`nothing answers at '${settings.address}': ${fact}`);
  }
}
