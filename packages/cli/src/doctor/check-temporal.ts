import type { Connected, TemporalOptions } from '@durable-goals/client';
import type { Goal } from '@durable-goals/core';
import { wordsOf } from '../cli-error.js';
import { howToRun } from '../invocation.js';
import { reachTemporal } from '../temporal/reach.js';
import { readDevFile } from '../temporal/dev-file.js';
import { isTemporalNamed, temporalSettings } from '../temporal/temporal-settings.js';
import { broken, fine, note, type Finding } from './check.js';

/** Whether Temporal answers, and a Worker polls. */
export async function checkTemporal(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Finding[]> {
  const isExpected = isTemporalNamed(env) || readDevFile(folder) !== undefined;
  const missing = isExpected ? broken : note;
  let settings: TemporalOptions;
  try {
    settings = temporalSettings(folder, env);
  } catch (error) {
    return [broken('Temporal', wordsOf(error))];
  }
  let connected: Connected<readonly Goal[]>;
  try {
    connected = await reachTemporal(settings);
  } catch (error) {
    return [missing('Temporal', wordsOf(error))];
  }
  try {
    const { connection, namespace } = settings;
    const reached = fine(
      'Temporal',
      `answers at '${connection.address}', Namespace '${namespace}'`,
    );
    return [reached, await checkWorker(connected, settings)];
  } catch (error) {
    return [broken('Temporal', `Namespace '${settings.namespace}': ${wordsOf(error)}`)];
  } finally {
    await connected.close();
  }
}

async function checkWorker(
  { client }: Connected<readonly Goal[]>,
  { namespace, taskQueue }: TemporalOptions,
): Promise<Finding> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
  });
  if (pollers.length === 0) {
    const remedy = `Start one with \`${howToRun('worker')}\`.`;
    return note('Worker', `None polled '${taskQueue}' in the last five minutes. ${remedy}`);
  }
  const names = [...new Set(pollers.map(({ identity }) => identity ?? ''))].join(', ');
  return fine('Worker', `'${taskQueue}' is polled by ${names}`);
}
