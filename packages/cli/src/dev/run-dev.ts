import type { TemporalOptions } from '@durable-goals/client';
import { CliError, exitCodes } from '../cli-error.js';
import { findGoalsFile } from '../goals/goals-file.js';
import { removeDevFile, writeDevFile } from '../temporal/dev-file.js';
import { isTemporalNamed } from '../temporal/temporal-settings.js';
import type { WorkerMessage } from '../worker/worker-process.js';
import { devBlock } from './dev-block.js';
import { devLogs, type DevLogs } from './dev-logs.js';
import { startDevPage, type DevPage } from './dev-page.js';
import { mayOpenBrowser, openBrowser } from './open-browser.js';
import { superviseWorker } from './supervise-worker.js';
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
  readonly onChild: (child: { kill(): void }) => void;
  /** Where the chat page is served; without it, it is not. */
  readonly page?: { readonly port: number; readonly opens: boolean };
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

interface Started {
  readonly started: Promise<WorkerMessage>;
  readonly page: DevPage | undefined;
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
  request.onChild(worker);
  const page = devPage(request, surroundings);
  if (page) request.onChild(page);
  const stopWatching = watchSources(folder, file, async (path) => {
    const word = await worker.reload();
    if (word.kind === 'ready') await page?.reload();
    logs.report(
      word.kind === 'ready' ? `'${path}' changed; the Worker runs it now.` : word.message,
    );
  });
  try {
    return await untilStopped(request, { ...surroundings, started: worker.started, page });
  } finally {
    if (request.chat === undefined) logs.report('Stopping.');
    await stopWatching();
    await Promise.all([worker.stop(), page?.stop()]);
  }
}

async function untilStopped(
  request: DevRequest,
  { logs, temporal, started, page }: Surroundings & Started,
): Promise<number> {
  const { signal, chat } = request;
  const stopped = aborted(signal);
  const word = await Promise.race([started, stopped]);
  if (word === undefined) return exitCodes.done;
  if (word.kind === 'ready') {
    const found = await Promise.race([page?.started, stopped]);
    if (signal.aborted) return exitCodes.done;
    const where = found && (found.kind === 'ready' ? found.url : found.message);
    const shown = where === undefined ? {} : { page: where };
    process.stdout.write(devBlock({ temporal, word, ...shown, chats: chat !== undefined }));
    if (found?.kind === 'ready' && mayOpen(request)) openBrowser(found.url);
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

function devPage(request: DevRequest, { file, logs, temporal }: Surroundings): DevPage | undefined {
  if (request.page === undefined) return undefined;
  const { settings, uiUrl } = temporal;
  const ui = uiUrl === undefined ? {} : { DURABLE_GOALS_TEMPORAL_UI: uiUrl };
  return startDevPage({
    goalsFile: file,
    port: request.page.port,
    env: { ...ui, ...workerEnv(request, settings) },
    log: logs.page,
    report: logs.report,
  });
}

function mayOpen({ page, env }: DevRequest): boolean {
  const isInteractive = process.stdout.isTTY && process.stdin.isTTY;
  return page?.opens === true && mayOpenBrowser({ platform: process.platform, env, isInteractive });
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
