import { Client, Connection, type ClientOptions } from '@temporalio/client';
import type { Goal } from '@durable-goals/core';
import { AgentClient, type AgentClientOptions } from './agent-client.js';
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
    readonly dataConverter?: ClientOptions['dataConverter'];
  } = {},
): Promise<Connected<Goals>> {
  const { temporal = temporalOptions(), dataConverter, ...rest } = options;
  const connection = await connect(temporal);
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

async function connect({ connection }: TemporalOptions): Promise<Connection> {
  try {
    return await Connection.connect({ ...connection, connectTimeout: 5_000 });
  } catch (error) {
    const fact = error instanceof Error ? error.message : String(error);
    throw unreachable(`nothing answers at '${connection.address}': ${fact}`);
  }
}
