import { wordsOf } from '../cli-error.js';
import type { Telemetry } from '@durable-goals/otel/node';

/** Spans and metrics of a Worker, or why there are none though they are wanted. */
export type OpenedTelemetry = Telemetry | { readonly missing: string };

/** Whether the environment names a place for spans or metrics. */
export function namesTelemetry(env: NodeJS.ProcessEnv): boolean {
  return Object.entries(env).some(
    ([name, value = '']) =>
      /^OTEL_EXPORTER_OTLP_(?:\w+_)?ENDPOINT$/.test(name) && value.trim() !== '',
  );
}

/**
 * Sets OpenTelemetry up where the environment asks for it and it is installed. An environment may name a place for all
 * programs of a machine, so that it is no mistake when it is not.
 *
 * @returns `undefined` when nothing is asked for.
 */
export async function openTelemetry(env: NodeJS.ProcessEnv): Promise<OpenedTelemetry | undefined> {
  if (!namesTelemetry(env)) return undefined;
  try {
    const { startTelemetry } = await import('@durable-goals/otel/node');
    return await startTelemetry(env);
  } catch (error) {
    return { missing: whyMissing(error) };
  }
}

function whyMissing(error: unknown): string {
  const isMissing =
    error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  return isMissing
    ? "OpenTelemetry has a place to send to, and no spans are made: '@durable-goals/otel' or '@opentelemetry/sdk-node' is not installed. Install both, or set OTEL_SDK_DISABLED to true."
    : `OpenTelemetry has a place to send to, and no spans are made: ${wordsOf(error)}`;
}
