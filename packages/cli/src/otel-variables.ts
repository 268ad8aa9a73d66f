import type { VariableGroup } from './variable-group.js';

/** What Workers read about spans and metrics; the names are OpenTelemetry's own. */
export const otel: VariableGroup = {
  title: 'OpenTelemetry',
  about:
    "Where Workers send spans and metrics, once `@durable-goals/otel` and `@opentelemetry/sdk-node` are installed. The other variables of OpenTelemetry's SDK hold as well.",
  variables: [
    {
      name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      byDefault: 'nowhere',
      meaning:
        'An address that takes OTLP; `_TRACES_` or `_METRICS_` within the name, for one of the two.',
      example: 'http://localhost:4318',
    },
    {
      name: 'OTEL_EXPORTER_OTLP_HEADERS',
      byDefault: 'none',
      meaning: 'Headers for it, such as a key, as `name=value` with commas between.',
      secret: true,
    },
    {
      name: 'OTEL_SERVICE_NAME',
      byDefault: '`durable-goals`',
      meaning: 'What a viewer calls the Worker.',
    },
    {
      name: 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT',
      byDefault: '`false`',
      meaning: '`true`: spans hold prompts, answers, tool inputs and results, too.',
    },
    {
      name: 'OTEL_SDK_DISABLED',
      byDefault: '`false`',
      meaning: '`true`: nothing is made or sent.',
    },
  ],
};
