import type { Attributes, Meter } from '@opentelemetry/api';
import type { ObservedAnswer } from '@durable-goals/activities';

/** Bounds of buckets in seconds, as the conventions advise. */
const seconds = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const calls = [0, 1, 2, 3, 5, 8, 13, 21, 34];

/** Counts what agents do. */
export interface AgentMetrics {
  modelCall(durationMs: number, attributes: Attributes): void;
  tokens(usage: ObservedAnswer['usage'], attributes: Attributes): void;
  toolCall(durationMs: number, attributes: Attributes): void;
  stretch(durationMs: number, calls: StretchCalls, attributes: Attributes): void;
}

/** How often models and tools were called in a stretch of work. */
interface StretchCalls {
  readonly modelCalls: number;
  readonly toolCalls: number;
}

/** Makes the instruments of the conventions. */
export function agentMetrics(meter: Meter): AgentMetrics {
  const duration = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: seconds },
    });
  const count = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: '{call}',
      advice: { explicitBucketBoundaries: calls },
    });
  const tokens = (name: string, description: string) =>
    meter.createCounter(`gen_ai.client.inference.usage.${name}`, { description, unit: '{token}' });

  const inference = duration(
    'gen_ai.client.inference.duration',
    'How long a model takes to answer',
  );
  const input = tokens('input_tokens', 'Tokens that models read, cached ones included');
  const output = tokens('output_tokens', 'Tokens that models wrote');
  const cached = tokens(
    'cache_read.input_tokens',
    'Tokens that came out of a cache of the provider',
  );
  const tool = duration('gen_ai.execute_tool.duration', 'How long a tool takes');
  const agent = duration(
    'gen_ai.invoke_agent.duration',
    'How long an agent works until it needs somebody',
  );
  const inferences = count(
    'gen_ai.invoke_agent.inference_calls',
    'Model calls of a stretch of work',
  );
  const toolCalls = count('gen_ai.invoke_agent.tool_calls', 'Tool calls of a stretch of work');

  return {
    modelCall: (ms, attributes) => inference.record(ms / 1_000, attributes),
    tokens({ inputTokens, outputTokens, cachedInputTokens = 0 }, attributes) {
      // Providers do not say of which kind tokens are.
      const counted = { ...attributes, 'gen_ai.token.modality': 'unknown' };
      input.add(inputTokens, counted);
      output.add(outputTokens, counted);
      if (cachedInputTokens > 0) cached.add(cachedInputTokens, counted);
    },
    toolCall: (ms, attributes) => tool.record(ms / 1_000, attributes),
    stretch(ms, used, attributes) {
      agent.record(ms / 1_000, attributes);
      inferences.record(used.modelCalls, attributes);
      toolCalls.record(used.toolCalls, attributes);
    },
  };
}
