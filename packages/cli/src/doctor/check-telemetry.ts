import { namesTelemetry, openTelemetry } from '../worker/telemetry.js';
import { broken, fine, type Finding } from './check.js';

/** Whether spans can be made, where the environment has a place for them; nothing is sent. */
export async function checkTelemetry(env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  if (!namesTelemetry(env)) return [];
  const opened = await openTelemetry(env);
  if (opened === undefined) return [fine('OpenTelemetry', 'Switched off by OTEL_SDK_DISABLED.')];
  if ('missing' in opened) return [broken('OpenTelemetry', opened.missing)];
  await opened.shutdown();
  return [fine('OpenTelemetry', 'Workers send spans and metrics.')];
}
