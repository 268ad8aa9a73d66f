import type { TemporalOptions } from '@durable-goals/client';
import { CliError, exitCodes } from '../cli-error.js';
import { findGoalsFile } from '../goals/goals-file.js';
import { removeDevFile, writeDevFile } from '../temporal/dev-file.js';
import { isTemporalNamed } from '../temporal/temporal-settings.js';
import type { WorkerMessage } from '../worker/worker-process.js';
import { devBlock } from './dev-block.js';
import { devLogs, type DevLogs } from './dev-logs.js';
import { superviseWorker, type SupervisedWorker } from './supervise-worker.js';
import { usableTemporal, type UsableTemporal } from './temporal-server.js';
import { watchSources } from './watch-sources.js';

/** What `dev` is to do. */
export interface DevRequest {
  readonly folder: string;
  readonly goalsFile?: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  /** The environment without what `.env` set: the Worker reads that anew at each reload. */
  readonly outerEnv: NodeJS.ProcessEnv;
  readonly verbose: boolean;
  /** Ends everything, in good order. */
  readonly signal: AbortSignal;
  /** Called with what has to be killed when there is no time for good order. */
  readonly onWorker: (worker: SupervisedWorker) => void;
  /** What to do in the same terminal once everything runs; without it, `dev` runs until it is stopped. */
  readonly chat?: (running: RunningDev) => Promise<number>;
}

/** What runs. */
export interface RunningDev {
  readonly temporal: TemporalOptions;
  /** Has somebody else show what is reported from now on. */
  readonly onReport: (show: (line: string) => void) => void;
}

/**
 * Runs Temporal and a Worker that follows its sources, until it is told to stop.
 *
 * @returns The exit code.
 * @throws `CliError` when there are no goals, `DevServerError` when Temporal cannot be started.
 */
export async function runDev(request: DevRequest): Promise<number> {
  const { folder, signal } = request;
  const file = findGoalsFile(folder, request.goalsFile);
  const logs = devLogs(folder, request.chat !== undefined);
  const temporal = await temporalUnless(signal, request, logs);
  if (temporal === undefined) return exitCodes.done;
  try {
    if (!temporal.isAnothers) announce(folder, temporal);
    return await withWorker(request, { file, logs, temporal });
  } finally {
    removeDevFile(folder);
    await temporal.server?.stop();
    await logs.close();
  }
}

interface Surroundings {
  readonly file: string;
  readonly logs: DevLogs;
  readonly temporal: UsableTemporal;
}

async function temporalUnless(
  signal: AbortSignal,
  request: DevRequest,
  logs: DevLogs,
): Promise<UsableTemporal | undefined> {
  try {
    return await usableTemporal({ ...request, say: logs.report, log: logs.server });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

function announce(folder: string, { settings, uiUrl }: UsableTemporal): void {
  const { connection, namespace, taskQueue } = settings;
  writeDevFile(folder, {
    address: connection.address,
    namespace,
    taskQueue,
    pid: process.pid,
    ...(uiUrl === undefined ? {} : { uiUrl }),
  });
}

async function withWorker(request: DevRequest, surroundings: Surroundings): Promise<number> {
  const { folder, verbose } = request;
  const { file, logs, temporal } = surroundings;
  const worker = superviseWorker(
    {
      args: ['--goals', file, ...(verbose ? ['--verbose'] : [])],
      env: workerEnv(request, temporal.settings),
      log: logs.worker,
    },
    logs.report,
  );
  request.onWorker(worker);
  const stopWatching = watchSources(folder, file, async (path) => {
    const word = await worker.reload();
    logs.report(
      word.kind === 'ready' ? `'${path}' changed; the Worker runs it now.` : word.message,
    );
  });
  try {
    return await untilStopped(request, { ...surroundings, started: worker.started });
  } finally {
    if (request.chat === undefined) logs.report('Stopping.');
    await stopWatching();
    await worker.stop();
  }
}

async function untilStopped(
  { signal, chat }: DevRequest,
  { logs, temporal, started }: Surroundings & { readonly started: Promise<WorkerMessage> },
): Promise<number> {
  const stopped = aborted(signal);
  const word = await Promise.race([started, stopped]);
  if (word === undefined) return exitCodes.done;
  if (word.kind === 'ready') {
    process.stdout.write(devBlock({ temporal, word, chats: chat !== undefined }));
  } else {
    if (chat) throw new CliError(word.message);
    logs.report(`${word.message}\nThe Worker starts once that is corrected.`);
  }
  const endedByItself = `Temporal's dev server ended by itself; conversations are kept in its database. See '${logs.serverFile}', and run it again.`;
  if (chat) {
    let isOver = false;
    void temporal.server?.exited.then(() => {
      if (!isOver && !signal.aborted) logs.report(endedByItself);
    });
    try {
      return await chat({ temporal: temporal.settings, onReport: logs.showWith });
    } finally {
      isOver = true;
    }
  }
  await Promise.race([stopped, temporal.server?.exited ?? stopped]);
  if (signal.aborted) return exitCodes.done;
  throw new CliError(endedByItself);
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function workerEnv(
  { env, outerEnv }: DevRequest,
  { connection, namespace, taskQueue }: TemporalOptions,
): NodeJS.ProcessEnv {
  if (isTemporalNamed(env)) return outerEnv;
  return {
    ...outerEnv,
    TEMPORAL_ADDRESS: connection.address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_TASK_QUEUE: taskQueue,
  };
}
