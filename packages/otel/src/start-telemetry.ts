import { trace, type ProxyTracerProvider } from '@opentelemetry/api';
import type { AgentObserver } from '@durable-goals/activities';
import { agentSpans } from './agent-spans.js';
import { turnIds } from './turn-ids.js';

/** OpenTelemetry as it was set up for a process. */
export interface Telemetry {
  /** For `AgentPlugin`. */
  readonly observer: AgentObserver;
  /** Sends what is left. Spans made later are lost. */
  shutdown(): Promise<void>;
}

/** Variables by name, as in `process.env`. */
type Environment = Readonly<Record<string, string | undefined>>;

const endpoints = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
];

/** Whether the environment names a place for spans or metrics, and OpenTelemetry is not switched off. */
export function wantsTelemetry(env: Environment): boolean {
  const isOff = env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true';
  return !isOff && endpoints.some((name) => (env[name]?.trim() ?? '') !== '');
}

/**
 * Sets OpenTelemetry's SDK for Node up from its own variables, such as `OTEL_EXPORTER_OTLP_ENDPOINT`, and makes spans and
 * metrics of agents. Where a program set it up already, such as with `node --import`, that is used as it is.
 *
 * @returns `undefined` when the environment names no place for them.
 * @throws when `@opentelemetry/sdk-node` is not installed.
 */
export async function startTelemetry(env: Environment): Promise<Telemetry | undefined> {
  if (!wantsTelemetry(env)) return undefined;
  const observer = agentSpans({ content: capturesContent(env) });
  const provider = trace.getTracerProvider() as Partial<ProxyTracerProvider>;
  const isThere = provider.getDelegateTracer?.('probe') !== undefined;
  if (isThere) return { observer, shutdown: async () => undefined };
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  // A process's arguments, which the SDK adds otherwise, may hold what is nobody's business.
  process.env['OTEL_NODE_RESOURCE_DETECTORS'] ??= 'env,host';
  const sdk = new NodeSDK({
    idGenerator: turnIds(),
    serviceName: env['OTEL_SERVICE_NAME'] ?? 'durable-goals',
  });
  sdk.start();
  return { observer, shutdown: async () => await sdk.shutdown() };
}

/** By the variable that other instrumentations of generative AI read, too. */
function capturesContent(env: Environment): boolean {
  const value = env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT']?.trim().toLowerCase();
  return value === 'true' || value === 'span_only' || value === 'span_and_event';
}
