import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ClientOptions,
  type ConnectionOptions,
} from '@temporalio/client';
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
    /** Connects with the first call, so that nothing has to answer yet. */
    readonly lazy?: true;
    readonly dataConverter?: ClientOptions['dataConverter'];
  } = {},
): Promise<Connected<Goals>> {
  const { temporal = temporalOptions(), dataConverter, lazy, ...rest } = options;
  const retries = endableRetries();
  const settings = settingsOf(temporal, retries.interceptor);
  const connection = lazy ? Connection.lazy(settings) : await connect(settings);
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    ...(dataConverter === undefined ? {} : { dataConverter }),
  });
  return {
    agents: new AgentClient<Goals>({ taskQueue: temporal.taskQueue, ...rest, client }),
    client,
    async close() {
      await retries.end();
      await connection.close();
    },
  };
}

/**
 * The SDK's own retries, but for two things: at most a second between two, so that a server that is back is
 * met soon, and an end. The SDK crashes the process when a retry is due on a closed connection.
 */
function endableRetries() {
  const { retryableDecider, delayFunction } = defaultGrpcRetryOptions({
    maxIntervalMs: () => 1_000,
  });
  let ended = false;
  let lastDueAt = 0;
  let underWay = 0;
  return {
    interceptor: makeGrpcRetryInterceptor({
      retryableDecider(attempt, status) {
        if (attempt > 1) underWay -= 1;
        return !ended && retryableDecider(attempt, status);
      },
      delayFunction(attempt, status) {
        const delayMs = delayFunction(attempt, status);
        lastDueAt = Math.max(lastDueAt, Date.now() + delayMs);
        underWay += 1;
        return delayMs;
      },
    }),
    /** No retry comes after it. One that is under way may fail first: a closed connection would never answer it. */
    async end(): Promise<void> {
      ended = true;
      const isDue = (): boolean => Date.now() < lastDueAt + pauseMs;
      // One that succeeded is not heard of, so that the wait for it has an end.
      const mayAnswer = (): boolean => underWay > 0 && Date.now() < lastDueAt + longestAnswerMs;
      while (isDue() || mayAnswer()) await sleep(pauseMs);
    },
  };
}

const pauseMs = 50;
const longestAnswerMs = 3_000;

/**
 * gRPC waits up to two minutes between attempts to connect again, so a server that was away for one would be
 * back long before we were.
 */
const channelArgs = {
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

function settingsOf(
  { connection }: TemporalOptions,
  retries: ReturnType<typeof makeGrpcRetryInterceptor>,
): ConnectionOptions {
  return { ...connection, connectTimeout: 5_000, channelArgs, interceptors: [retries] };
}

async function connect(settings: ConnectionOptions): Promise<Connection> {
  try {
    return await Connection.connect(settings);
  } catch (error) {
    const fact = error instanceof Error ? error.message : String(error);
    throw unreachable(`nothing answers at '${settings.address}': ${fact}`);
  }
}
