import { existsSync, readFileSync } from 'node:fs';

/** A span as it came to an endpoint. */
export interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status?: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

interface OtlpSpan extends Omit<SentSpan, 'attributes'> {
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly OtlpSpan[];
    }[];
  }[];
}

interface OtlpMetrics {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly { readonly name: string }[] }[];
  }[];
}

/** All spans of ours in the file of an endpoint, in the order in which they ended. */
export function sentSpans(file: string): readonly SentSpan[] {
  return (bodies(file, '/v1/traces') as readonly OtlpTraces[]).flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) =>
        scope.name === '@durable-goals/otel' ? spans.map(spanOf) : [],
      ),
    ),
  );
}

/** The names of all metrics in the file of an endpoint. */
export function sentMetrics(file: string): ReadonlySet<string> {
  return new Set(
    (bodies(file, '/v1/metrics') as readonly OtlpMetrics[]).flatMap(({ resourceMetrics }) =>
      resourceMetrics.flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
      ),
    ),
  );
}

function bodies(file: string, wanted: string): readonly unknown[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => {
    const { path, body } = JSON.parse(line) as { readonly path: string; readonly body: string };
    return path === wanted ? [JSON.parse(body) as unknown] : [];
  });
}

function spanOf({ attributes, ...span }: OtlpSpan): SentSpan {
  const entries = attributes.map(({ key, value }) => [key, plain(value)] as const);
  return { ...span, attributes: Object.fromEntries(entries) };
}

/** A value as JSON has it: OTLP says of which type each is. */
function plain(value: object): unknown {
  const [only]: readonly unknown[] = Object.values(value);
  if ('arrayValue' in value) {
    const { values } = only as { readonly values: readonly object[] };
    return values.map(plain);
  }
  return only;
}
