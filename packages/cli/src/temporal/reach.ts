import { connect } from 'node:net';
import { connectAgents, type Connected, type TemporalOptions } from '@durable-goals/client';
import type { ConversationStore, Goal } from '@durable-goals/core';
import { CliError } from '../cli-error.js';
import { howToRun } from '../invocation.js';

const probeTimeoutMs = 5_000;

/**
 * Makes sure that something listens at Temporal's address: gRPC would try a closed port for seconds.
 *
 * @throws `CliError` that names the address and the remedy.
 */
export async function checkReachable({ connection }: TemporalOptions): Promise<void> {
  const { address } = connection;
  const failure = await connectFailure(address);
  if (failure === undefined) return;
  throw new CliError(
    `No Temporal answers at '${address}' (${failure}). Start one with \`${howToRun('dev')}\`, or correct TEMPORAL_ADDRESS.`,
  );
}

/** Connects a client. @throws `CliError` or `TemporalUnreachable` when nothing answers. */
export async function reachTemporal(
  temporal: TemporalOptions,
  store?: ConversationStore,
): Promise<Connected<readonly Goal[]>> {
  await checkReachable(temporal);
  return await connectAgents({ temporal, ...(store === undefined ? {} : { store }) });
}

/** Why nothing can be connected to there, in the system's words; `undefined` when something can. */
export function connectFailure(address: string): Promise<string | undefined> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    return Promise.resolve("it is not 'host:port'");
  }
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (failure: string | undefined): void => {
      socket.destroy();
      resolve(failure);
    };
    socket.setTimeout(probeTimeoutMs, () => settle(`no answer within ${probeTimeoutMs / 1000} s`));
    socket.once('connect', () => settle(undefined));
    // Both addresses of 'localhost' failing is an AggregateError without words of its own.
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.message || error.code));
  });
}
