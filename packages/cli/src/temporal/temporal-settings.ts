import { temporalOptions, type TemporalOptions } from '@durable-goals/client';
import { readDevFile } from './dev-file.js';

/**
 * Where Temporal is: as the environment says, else where the `dev` that runs in this folder has it, else
 * `localhost:7233`.
 *
 * @throws `ConfigurationRefused` naming the variable or file that cannot be used.
 */
export function temporalSettings(folder: string, env: NodeJS.ProcessEnv): TemporalOptions {
  if (isTemporalNamed(env)) return temporalOptions(env);
  const dev = readDevFile(folder);
  if (dev === undefined) return temporalOptions(env);
  return temporalOptions({
    ...env,
    TEMPORAL_ADDRESS: dev.address,
    TEMPORAL_NAMESPACE: env['TEMPORAL_NAMESPACE'] ?? dev.namespace,
    TEMPORAL_TASK_QUEUE: env['TEMPORAL_TASK_QUEUE'] ?? dev.taskQueue,
  });
}

/** Whether the environment says which Temporal is meant. */
export function isTemporalNamed(env: NodeJS.ProcessEnv): boolean {
  return ['TEMPORAL_ADDRESS', 'TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'].some(
    (name) => (env[name] ?? '') !== '',
  );
}
