import {
  context,
  metrics,
  SpanKind,
  SpanStatusCode,
  trace,
  type MeterProvider,
  type Span,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import type { AgentObserver } from '@durable-goals/activities';
import type { EndedStretch } from '@durable-goals/core';
import { agentMetrics, type AgentMetrics } from './agent-metrics.js';
import {
  agentAttributes,
  answerAttributes,
  modelAttributes,
  modelCallAttributes,
  resultError,
  stretchAttributes,
  toolAttributes,
  toolCallAttributes,
} from './attributes.js';
import { inputContent, outputContent } from './content.js';
import { errorTypeOf, isCancelled } from './error-type.js';
import { parentOf, parentOfStretch, spanContextOf } from './parents.js';
import { stretchIds } from './stretch-ids.js';
import { withIds } from './turn-ids.js';

/** How spans and metrics are made. */
export interface AgentSpansOptions {
  /** @defaultValue the global one, as it is when a span is made */
  readonly tracerProvider?: TracerProvider;
  /** @defaultValue the global one, as it is when something is counted first */
  readonly meterProvider?: MeterProvider;
  /**
   * Whether spans hold what is said: prompts and answers, tool inputs and results. Secrets of the Worker are taken out, what
   * people say is not. @defaultValue false
   */
  readonly content?: boolean;
}

const scope = '@durable-goals/otel';

/**
 * An observer that makes OpenTelemetry spans and metrics of what a Worker does, by the conventions for generative AI:
 * `chat` for each call to a model, `execute_tool` for each attempt to run a tool, and `invoke_agent` for each stretch of work
 * between two people. Nothing is made of what is replayed.
 *
 * @see https://github.com/open-telemetry/semantic-conventions-genai
 */
export function agentSpans(options: AgentSpansOptions = {}): AgentObserver {
  const { content = false } = options;
  // Asked for late: who sets OpenTelemetry up after the Worker is made is heard, too.
  const tracer = (): Tracer => (options.tracerProvider ?? trace).getTracer(scope);
  let counting: AgentMetrics | undefined;
  const count = (): AgentMetrics =>
    (counting ??= agentMetrics((options.meterProvider ?? metrics).getMeter(scope)));

  return {
    async modelCall(call, run) {
      const parent = parentOf(call);
      const span = tracer().startSpan(
        `chat ${call.model}`,
        {
          kind: SpanKind.CLIENT,
          attributes: { ...modelCallAttributes(call), ...(content ? inputContent(call) : {}) },
          links: parent.links,
        },
        parent.context,
      );
      const attributes = modelAttributes(call);
      const began = performance.now();
      try {
        const answer = await context.with(trace.setSpan(parent.context, span), run);
        span.setAttributes({
          ...answerAttributes(answer),
          ...(content ? outputContent(answer) : {}),
        });
        attributes['gen_ai.response.model'] = answer.model;
        count().tokens(answer.usage, attributes);
      } catch (error) {
        attributes['error.type'] = failed(span, error);
        throw error;
      } finally {
        span.end();
        count().modelCall(performance.now() - began, attributes);
      }
    },

    async toolCall(call, run) {
      const parent = parentOf(call);
      const input = (): object => ({ 'gen_ai.tool.call.arguments': JSON.stringify(call.input()) });
      const span = tracer().startSpan(
        `execute_tool ${call.tool.name}`,
        {
          kind: SpanKind.INTERNAL,
          attributes: { ...toolCallAttributes(call), ...(content ? input() : {}) },
          links: parent.links,
        },
        parent.context,
      );
      const attributes = toolAttributes(call);
      const began = performance.now();
      try {
        const result = await context.with(trace.setSpan(parent.context, span), run);
        span.setAttribute('durable_goals.tool.outcome', result.outcome);
        const error = resultError(result);
        if (error !== undefined) {
          attributes['error.type'] = error;
          span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
        }
        if (content) span.setAttribute('gen_ai.tool.call.result', JSON.stringify(result.result()));
      } catch (error) {
        attributes['error.type'] = failed(span, error);
        throw error;
      } finally {
        span.end();
        count().toolCall(performance.now() - began, attributes);
      }
    },

    stretchEnded(stretch) {
      stretchSpan(tracer(), stretch).end(new Date(stretch.until));
      count().stretch(stretch.until - stretch.since, stretch.usage, agentAttributes(stretch));
    },
  };
}

/** The span of a stretch of work, under the id that its parts know it by. */
function stretchSpan(tracer: Tracer, stretch: EndedStretch): Span {
  const { conversationId, chainId, goal, since } = stretch;
  const owned = { conversationId, chainId, stretch };
  const ids = stretchIds(owned);
  const options = {
    kind: SpanKind.INTERNAL,
    startTime: new Date(since),
    attributes: stretchAttributes(stretch),
  };
  const name = `invoke_agent ${goal.id}`;
  const span = withIds(ids, () => tracer.startSpan(name, options, parentOfStretch(owned)));
  if (span.spanContext().traceId === ids.traceId || !span.isRecording()) return span;
  // A provider without `turnIds`: beside its parts in the trace, where it cannot be above them.
  return tracer.startSpan(
    name,
    options,
    trace.setSpanContext(context.active(), spanContextOf(ids)),
  );
}

/** Notes how a call failed: by the kind of failure, for its words are content. */
function failed(span: Span, error: unknown): string {
  const type = errorTypeOf(error);
  span.setAttribute('error.type', type);
  // Given up because nobody needs it any more, which is nobody's fault.
  if (!isCancelled(error)) span.setStatus({ code: SpanStatusCode.ERROR });
  return type;
}
