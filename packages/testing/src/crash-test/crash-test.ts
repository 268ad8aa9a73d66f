import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Connection } from '@temporalio/client';
import { AgentClient, endableRetries } from '@durable-goals/client';
import { startDevServer, type OnProgress } from '@durable-goals/dev-server';
import type { JsonObject } from '@durable-goals/core';
import { runCall, type CrashedCall } from './crash-call.js';
import { quickClient } from './quick-client.js';
import type { CrashPoint } from './crash-points.js';
import { CrashTestFailed, problemsOf, type CrashReport, type CrashRun } from './crash-report.js';
import { openCrashWorkers, type CrashWorkers } from './crash-workers.js';

export interface CrashTestOptions {
  /**
   * The module that has the tool, such as `new URL('./tools.ts', import.meta.url)`: Worker processes import it.
   * It exports the tool by itself, in a list or in a goal. TypeScript is run by tsx where the project has it, else by Node.
   */
  readonly module: URL | string;
  /** The tool's name. */
  readonly tool: string;
  /** What it is called with, each time. */
  readonly input: JsonObject;
  /**
   * The effects of all calls so far, one item for each, as whoever the tool calls knows them: rows, mails,
   * lines of a file. Asked in the test's own process.
   */
  readonly effects: () => readonly unknown[] | Promise<readonly unknown[]>;
  /** Points to try. @defaultValue all that the tool has; those after a time, such as `after 250 ms`, have to be asked for */
  readonly at?: readonly CrashPoint[];
  /** More environment variables for the Worker processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node for them. @defaultValue those of this process */
  readonly execArgv?: readonly string[];
  /** A Temporal server to use, `host:port`. @defaultValue a dev server of its own */
  readonly address?: string;
  /** Told when a server has to be installed first. @defaultValue nobody */
  readonly onProgress?: OnProgress;
}

/** A tool that reports progress more often is killed at the first ones only. */
const mostHeartbeats = 3;

/**
 * Calls a tool on a real Temporal server, kills the Worker process with SIGKILL at every point of the call, lets
 * another one go on, and counts what happened.
 *
 * Takes some seconds a point. The tool is called as it is, so give it something to call that may be called.
 *
 * @returns the report, when nothing is wrong.
 * @throws `CrashTestFailed` with one sentence for each thing that is wrong, and the report.
 * @throws `Error` when the tool cannot be tried: it is not found, is not called, or shows no effect.
 */
export async function crashTest(options: CrashTestOptions): Promise<CrashReport> {
  const { tool, input, at, env = {}, execArgv = process.execArgv } = options;
  const folder = await mkdtemp(join(tmpdir(), 'crash-test-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const address = options.address ?? (await ownServer(options, stops));
    const journal = join(folder, 'journal.jsonl');
    await writeFile(journal, '');
    const taskQueue = `crash-test-${randomUUID()}`;
    const moduleUrl = urlOf(options.module);
    const workers = await openCrashWorkers(
      { address, taskQueue, moduleUrl, tool, input, journal },
      { env, execArgv },
    );
    stops.push(() => workers.close());
    const connection = await Connection.connect({ address, interceptors: endableRetries() });
    stops.push(() => connection.close());
    const agents = new AgentClient({ client: quickClient(connection), taskQueue });
    const call = (points: readonly CrashPoint[]): Promise<CrashedCall> =>
      runCall({ agents, workers, journal, points, effects: options.effects });
    return await report({ tool, at, call, about: workers.about });
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

async function report({
  tool,
  at,
  call,
  about: { effect, hasVerify },
}: {
  readonly tool: string;
  readonly at: readonly CrashPoint[] | undefined;
  readonly call: (points: readonly CrashPoint[]) => Promise<CrashedCall>;
  readonly about: CrashWorkers['about'];
}): Promise<CrashReport> {
  const undisturbed = await call([]);
  const { outcome, error, effects: effectsPerCall } = undisturbed;
  if (outcome !== 'completed') {
    throw new Error(
      `'${tool}' cannot be crash-tested: undisturbed, its call ended '${outcome}'${error === undefined ? '' : ` (${error})`}. Give it an input that works.`,
    );
  }
  if (effect !== 'read' && effectsPerCall === 0) {
    throw new Error(
      `'${tool}' cannot be crash-tested: it is marked '${effect}', but \`effects\` shows nothing of a call that completed. Have \`effects\` list what the tool does.`,
    );
  }
  const runs: CrashRun[] = [];
  for (const point of at ?? pointsOf(undisturbed)) {
    const { attempts, keys, effects, outcome } = await call(
      point === 'retry' ? ['after-execute', 'after-execute'] : [point],
    );
    const facts = { point, attempts, keys, effects, outcome };
    const problems = problemsOf({ ...facts, tool, effect, hasVerify, effectsPerCall });
    runs.push({ ...facts, problems });
  }
  const found: CrashReport = { tool, effect, effectsPerCall, runs };
  if (runs.some(({ problems }) => problems.length > 0)) throw new CrashTestFailed(found);
  return found;
}

function pointsOf({ heartbeats }: CrashedCall): readonly CrashPoint[] {
  const beats = Array.from(
    { length: Math.min(heartbeats, mostHeartbeats) },
    (_, index): CrashPoint => `heartbeat ${index + 1}`,
  );
  return ['before-execute', ...beats, 'after-execute', 'retry', 'shutdown'];
}

async function ownServer(
  { onProgress }: CrashTestOptions,
  stops: (() => Promise<unknown>)[],
): Promise<string> {
  const server = await startDevServer(onProgress === undefined ? {} : { onProgress });
  stops.push(() => server.stop());
  return server.address;
}

function urlOf(module: URL | string): string {
  if (module instanceof URL) return module.href;
  return /^[a-z]+:\/\//.test(module) ? module : pathToFileURL(module).href;
}
