import { agentSpans, turnIds } from '@durable-goals/otel';
import type { EndedStretch } from '@durable-goals/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TraceIdRatioBasedSampler,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-node';
import { describe, expect, test } from 'vitest';

const began = Date.parse('2026-01-01T00:00:00Z');

const ended = (part: Partial<EndedStretch> = {}): EndedStretch => ({
  conversationId: 'trip-1',
  chainId: 'run-1',
  goal: { id: 'trip', title: 'Book a trip', hash: 'h' },
  turn: 2,
  since: began,
  until: began + 2_500,
  state: 'awaiting-user',
  usage: { modelCalls: 2, toolCalls: 1, inputTokens: 10, outputTokens: 5, cachedInputTokens: 0 },
  ...part,
});

/** What a provider exports of stretches that ended. */
function exported(
  stretches: readonly EndedStretch[],
  config: ConstructorParameters<typeof BasicTracerProvider>[0] = { idGenerator: turnIds() },
): readonly ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    ...config,
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const observer = agentSpans({ tracerProvider });
  for (const stretch of stretches) observer.stretchEnded?.(stretch);
  return exporter.getFinishedSpans();
}

const idsOf = (span: ReadableSpan | undefined) => ({
  trace: span?.spanContext().traceId,
  span: span?.spanContext().spanId,
  parent: span?.parentSpanContext?.spanId,
});

describe('the span of a stretch of work', () => {
  test('takes as long as the work took, and is named for the goal', () => {
    const [span] = exported([ended()]);
    expect(span).toMatchObject({
      name: 'invoke_agent trip',
      startTime: [began / 1_000, 0],
      endTime: [began / 1_000 + 2, 500_000_000],
      attributes: { 'gen_ai.agent.name': 'trip', 'durable_goals.turn': 2 },
    });
    expect(idsOf(span).parent).toBeUndefined();
  });

  test('has the same ids whoever sends it, and others for another turn or conversation', () => {
    const [one] = exported([ended()]).map(idsOf);
    const [again] = exported([ended()]).map(idsOf);
    expect(again).toEqual(one);
    const others = exported([
      ended({ turn: 3 }),
      ended({ conversationId: 'trip-2' }),
      ended({ chainId: 'run-2' }),
    ]).map(idsOf);
    const ids = [one, ...others].flatMap((of) => [of?.trace, of?.span]);
    expect(new Set(ids).size).toBe(8);
  });

  test('hangs on the first one of its turn when it is a later one', () => {
    const [first, later, last] = exported([
      ended(),
      ended({ since: began + 9_000, again: true }),
      ended({ since: began + 12_000, again: true }),
    ]).map(idsOf);
    expect(later).toMatchObject({ trace: first?.trace, parent: first?.span });
    expect(last).toMatchObject({ trace: first?.trace, parent: first?.span });
    expect(last?.span).not.toBe(later?.span);
  });

  test('is in the trace of the turn that a sub-agent works for', () => {
    const within = { conversationId: 'trip-1', chainId: 'run-1', turn: 2 };
    const [above, below, belowAgain] = exported([
      ended(),
      ended({ conversationId: 'sub', chainId: 'run-9', turn: 1, within }),
      ended({ conversationId: 'sub', chainId: 'run-9', turn: 1, within, since: 9, again: true }),
    ]).map(idsOf);
    expect(below).toMatchObject({ trace: above?.trace, parent: above?.span });
    expect(belowAgain).toMatchObject({ trace: above?.trace, parent: below?.span });
  });

  test('is beside its parts, in their trace, where the provider has ids of its own', () => {
    const [wished] = exported([ended()]).map(idsOf);
    const spans = exported([ended()], {});
    expect(spans).toHaveLength(1);
    expect(idsOf(spans[0])).toMatchObject({ trace: wished?.trace, parent: wished?.span });
  });

  test('is kept or left out by its trace, wherever that is decided', () => {
    const turns = Array.from({ length: 200 }, (_, turn) => ended({ turn }));
    const sampled = () =>
      exported(turns, { idGenerator: turnIds(), sampler: new TraceIdRatioBasedSampler(0.5) });
    const kept = sampled().map((span) => idsOf(span).trace);
    expect(kept.length).toBeGreaterThan(60);
    expect(kept.length).toBeLessThan(140);
    expect(sampled().map((span) => idsOf(span).trace)).toEqual(kept);
  });
});
