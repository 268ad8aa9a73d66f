import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type Link,
  type SpanContext,
} from '@opentelemetry/api';
import type { ObservedConversation } from '@durable-goals/activities';
import { stretchIds, type OwnedStretch } from './stretch-ids.js';

/** What a new span hangs on. */
export interface Parent {
  readonly context: Context;
  readonly links: Link[];
}

/**
 * What the span of a call hangs on: the span that is active, such as that of the Activity when Temporal's own
 * interceptors are installed, with a link to the turn; else the turn itself.
 */
export function parentOf({ stretch, ...conversation }: ObservedConversation): Parent {
  const active = context.active();
  const turn = stretch && spanContextOf(stretchIds({ ...conversation, stretch }));
  const around = trace.getSpanContext(active);
  if (around !== undefined && isSpanContextValid(around)) {
    return { context: active, links: turn === undefined ? [] : [{ context: turn }] };
  }
  return {
    context: turn === undefined ? active : trace.setSpanContext(active, turn),
    links: [],
  };
}

/** What a stretch's own span hangs on: nothing, the turn's first one, or the turn that a sub-agent works for. */
export function parentOfStretch(owned: OwnedStretch): Context {
  const { traceId, parentSpanId: spanId } = stretchIds(owned);
  if (spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, spanContextOf({ traceId, spanId }));
}

/** A span that another process may have made, or makes later. */
export function spanContextOf({
  traceId,
  spanId,
}: Pick<SpanContext, 'traceId' | 'spanId'>): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
}
