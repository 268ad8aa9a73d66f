import { AgentPlugin, type AgentObserver, type OnApproval } from '@durable-goals/activities';
import type { TemporalOptions } from '@durable-goals/client';
import type { ConversationStore, LiveChannel, Registry, ResultStore } from '@durable-goals/core';
import { NativeConnection, Runtime, Worker, type Logger } from '@temporalio/worker';
import { CliError, wordsOf } from '../cli-error.js';
import { checkReachable } from '../temporal/reach.js';
import type { ModelChoice } from './model-choice.js';

/** What a Worker of ours is made of. */
export interface WorkerSettings {
  readonly registry: Registry;
  readonly temporal: TemporalOptions;
  readonly model: ModelChoice;
  readonly logger: Logger;
  /** Where conversations are written to. */
  readonly store?: ConversationStore;
  /** Where large results are kept. */
  readonly results?: ResultStore;
  /** Where it tells what happens while it happens. */
  readonly live?: LiveChannel;
  /** Watches what it does. */
  readonly observer?: AgentObserver;
  /** Has people told of calls that wait. */
  readonly onApproval?: OnApproval;
  /** Stops it: it takes nothing new and finishes what it has. */
  readonly signal: AbortSignal;
  readonly onReady: () => void;
}

/**
 * Runs a Worker until it is told to stop.
 *
 * @throws `CliError` when Temporal is not there.
 */
export async function runWorker(settings: WorkerSettings): Promise<void> {
  const { registry, temporal, model, logger, store, results, live, onApproval } = settings;
  const { observer, signal, onReady } = settings;
  await checkReachable(temporal);
  Runtime.install({ logger, shutdownSignals: [] });
  const connection = await connect(temporal);
  try {
    const worker = await Worker.create({
      connection,
      namespace: temporal.namespace,
      taskQueue: temporal.taskQueue,
      plugins: [
        new AgentPlugin({
          goals: registry,
          ...(model.model === undefined ? {} : { model: model.model }),
          ...(store === undefined ? {} : { store }),
          ...(results === undefined ? {} : { results }),
          ...(live === undefined ? {} : { live }),
          ...(onApproval === undefined ? {} : { onApproval }),
          ...(observer === undefined ? {} : { observer }),
          ...(model.modelById === undefined ? {} : { modelById: model.modelById }),
        }),
      ],
    });
    const stop = (): void => worker.shutdown();
    if (signal.aborted) return;
    signal.addEventListener('abort', stop, { once: true });
    const running = worker.run();
    onReady();
    await running;
  } finally {
    await connection.close();
  }
}

async function connect({ connection }: TemporalOptions): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(connection);
  } catch (error) {
    const failure = new CliError(
      `Temporal at '${connection.address}' cannot be used: ${wordsOf(error)}. Correct TEMPORAL_ADDRESS, its key or its certificates.`,
    );
    failure.cause = error;
    throw failure;
  }
}
