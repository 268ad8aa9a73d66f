import { randomBytes } from 'node:crypto';

/** Ids for new spans, as a tracer provider of OpenTelemetry takes it for `idGenerator`. */
export interface TurnIds {
  generateTraceId(): string;
  generateSpanId(): string;
}

/** Ids that the next span shall have. */
interface Wished {
  readonly traceId: string;
  readonly spanId: string;
}

let wished: Wished | undefined;

/**
 * Makes the ids of spans: random ones as ever, but for the spans of turns, whose ids follow from the conversation, so
 * that their parts on several Workers find them. Without it a turn's spans share a trace that has no root.
 */
export function turnIds(): TurnIds {
  return {
    generateTraceId: () => wished?.traceId ?? randomBytes(16).toString('hex'),
    generateSpanId: () => wished?.spanId ?? randomBytes(8).toString('hex'),
  };
}

/** Begins a span with ids of its own, where the provider has a generator that heeds them. */
export function withIds<Result>(ids: Wished, begin: () => Result): Result {
  wished = ids;
  try {
    return begin();
  } finally {
    wished = undefined;
  }
}
